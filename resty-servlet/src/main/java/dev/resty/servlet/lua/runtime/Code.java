// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.FunctionDump;

/**
 * What is known of a function's source when it runs: where it stands and, for every place of it that can raise an
 * error or call, what error texts and tracebacks say of that place. Immutable once its function can run; shared by all
 * workers.
 *
 * <p>Compiled code names its places in the line number table: what a Java debugger takes for a line is an index of
 * {@link #place}.
 */
public final class Code {

    private final FunctionBody function;
    private final String shortName;
    private Place[] places = {};
    private boolean noted;
    private volatile boolean madeAgain;

    /** The code of a function; its places are to be given with {@link #places}. */
    public Code(FunctionBody function) {
        this.function = function;
        this.shortName = ChunkName.shortened(function.chunkName());
    }

    /** The chunk's name as messages show it. */
    public String shortName() {
        return shortName;
    }

    /**
     * Whether the compiled function puts a {@link InterpretedFrame} of itself into {@link Vm#frame} while it runs, so
     * that it is found by level.
     */
    public boolean isNoted() {
        return noted;
    }

    /** Has the function noted while it runs. To be said before it runs. */
    public void note() {
        noted = true;
    }

    /** Whether some worker has made the function again while it still had an earlier one. */
    boolean isMadeAgain() {
        return madeAgain;
    }

    void madeAgain() {
        madeAgain = true;
    }

    /** The function's source. */
    public FunctionBody function() {
        return function;
    }

    /** What {@code string.dump} gives. */
    public byte[] dump() {
        return FunctionDump.of(function);
    }

    /** The places of the function, by index. To be given once, before the function runs. */
    public void places(Place[] all) {
        places = all;
    }

    /** A place; one with line 0 and no names for an index that isn't one. */
    public Place place(int index) {
        return index >= 0 && index < places.length ? places[index] : Place.UNKNOWN;
    }
}

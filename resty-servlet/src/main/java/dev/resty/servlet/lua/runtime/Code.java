// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.FunctionBody;

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
    private Place[] places = {};

    /** The code of a function; its places are to be given with {@link #places}. */
    public Code(FunctionBody function) {
        this.function = function;
    }

    /** The function's source. */
    public FunctionBody function() {
        return function;
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

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of matches whose bounds are known, by the fastest engine that can. Safe for concurrent use; the engines
 * are made when first needed.
 */
final class Captures {

    private final Program program;

    /** The lowest slot that the program stores; {@link Integer#MAX_VALUE} where it stores none. */
    private final int lowestSlot;

    private volatile @Nullable Engines engines;

    private record Engines(
            @Nullable OnePass onePass, @Nullable TwoPass twoPass, BitState bitState, PikeVm pikeVm) {}

    Captures(Program program) {
        this.program = program;
        int lowest = Integer.MAX_VALUE;
        for (int i = 0; i < program.size(); i++) {
            if (program.op[i] == Program.SAVE) {
                lowest = Math.min(lowest, program.arg[i]);
            }
        }
        this.lowestSlot = lowest;
    }

    /** Whether the bounds of the automaton's match are all there is to know for an array of groups of a length. */
    boolean areBounds(int length) {
        return length <= lowestSlot && length <= 2;
    }

    /**
     * Fills the groups of a match whose bounds are known.
     *
     * @param begin where the subject begins
     * @param end behind the subject's last byte
     * @param from where the search started
     * @param start where the match starts, not regarding {@code \K}
     * @param matchEnd where it ends
     * @param groups as for {@link Engine#find}
     * @return false where there is no match with these bounds; not always noticed
     */
    boolean match(byte[] bytes, int begin, int end, int from, int start, int matchEnd, int[] groups) {
        if (groups.length <= lowestSlot) {
            fill(start, matchEnd, groups);
            return true;
        }
        Engines engines = this.engines;
        if (engines == null) {
            engines = makeEngines();
        }
        if (engines.onePass != null) {
            return engines.onePass.match(bytes, start, matchEnd, groups);
        }
        if (engines.twoPass != null && engines.twoPass.match(bytes, start, matchEnd, groups)) {
            return true;
        }
        if (engines.bitState.fits(matchEnd - start)) {
            return engines.bitState.match(bytes, begin, end, from, start, matchEnd, groups);
        }
        return engines.pikeVm.match(bytes, begin, end, from, start, matchEnd, groups);
    }

    private static void fill(int start, int matchEnd, int[] groups) {
        Arrays.fill(groups, -1);
        if (groups.length > 1) {
            groups[0] = start;
            groups[1] = matchEnd;
        }
    }

    private Engines makeEngines() {
        OnePass onePass = OnePass.of(program);
        TwoPass twoPass = onePass == null ? TwoPass.of(program) : null;
        Engines made = new Engines(onePass, twoPass, new BitState(program), new PikeVm(program));
        engines = made;
        return made;
    }
}

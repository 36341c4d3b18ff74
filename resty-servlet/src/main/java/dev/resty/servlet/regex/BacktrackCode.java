// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/**
 * A pattern as the instructions of {@link BacktrackMachine}: each an operation and its operands, one int each. Places in
 * the code are indexes; an index of a set is -1 where any byte, and none, will do.
 *
 * @param code the instructions; a search starts at 0
 * @param sets four words for each set of bytes
 * @param texts what {@link #TEXT} compares with
 * @param tables for each {@link #DISPATCH}, where to go on by the next byte; at 256 for the subject's end
 * @param classes what CHAR and the CHARS instructions match
 * @param slotLists the registers that barriers save
 * @param references what {@link #REFERENCE} refers to, and the groups {@link #TOOK} asks for
 * @param groupCount without group 0
 * @param registerCount start and end of each group, then where each was opened last, then what loops need
 * @param utf whether the subject is UTF-8
 */
record BacktrackCode(
        int[] code,
        long[] sets,
        byte[] texts,
        List<int[]> tables,
        List<Utf8Class> classes,
        List<int[]> slotLists,
        List<Node.BackReference> references,
        int groupCount,
        int registerCount,
        boolean utf) {

    /** byte: this one. */
    static final int BYTE = 0;

    /** set: one of them. */
    static final int SET = 1;

    /** offset, length: these bytes. */
    static final int TEXT = 2;

    /** first, its set, second, its set: both, in this order; only where the next byte is in the set. */
    static final int SPLIT = 3;

    /** table: goes on by the next byte. */
    static final int DISPATCH = 4;

    /** place: goes on there. */
    static final int JUMP = 5;

    /** place: goes on there, for a further round. */
    static final int AGAIN = 6;

    /** set, min, max, set of what follows: bytes of the set, as many as there are, or fewer. */
    static final int RUN = 7;

    /** set, min, max, set of what follows: bytes of the set, few, or more. */
    static final int RUN_LAZY = 8;

    /** set, min, max: bytes of the set, as many as there are. */
    static final int RUN_ALL = 9;

    /** class, min, max, set of what follows. As {@link #RUN}, of UTF-8 characters. */
    static final int CHARS = 10;

    /** class, min, max, set of what follows. As {@link #RUN_LAZY}. */
    static final int CHARS_LAZY = 11;

    /** class, min, max. As {@link #RUN_ALL}. */
    static final int CHARS_ALL = 12;

    /** class: one UTF-8 character. */
    static final int CHAR = 13;

    /** group: starts here. */
    static final int OPEN = 14;

    /** group: started where it was opened last, ends here. */
    static final int CLOSE = 15;

    /** ordinal of an {@link Anchor}. */
    static final int ASSERT = 16;

    static final int KEEP = 19;

    static final int MATCH = 17;

    static final int FAIL = 18;

    /** Those from here on are met less often. */
    static final int FIRST_RARE = KEEP;

    /** register: a counted loop starts. */
    static final int COUNT = 20;

    /** register, min, max, register of the place or -1, exit, set of the body, set of the exit, 1 for lazy: a loop's head. */
    static final int ROUND = 21;

    /** place of the ROUND: into the body. */
    static final int TAKE_ROUND = 22;

    /** place of the ROUND: the body has matched. */
    static final int ROUND_END = 23;

    /** register: remembers the place. */
    static final int PLACE = 24;

    /** register, exit: leaves a loop whose body matched nothing. */
    static final int PROGRESS = 25;

    /** list: a barrier that {@link #ATOMIC_END} cuts back to. */
    static final int ATOMIC = 26;

    static final int ATOMIC_END = 27;

    /** Cuts back to the barrier, which stays. */
    static final int CUT = 28;

    /** list, flags, where to go if the body matches, where if it doesn't; -1 to fail. */
    static final int LOOK = 29;

    static final int LOOK_END = 30;

    /** min, max: goes back as many bytes. */
    static final int BACK = 31;

    /** index. */
    static final int REFERENCE = 32;

    /** group, place. */
    static final int CALL = 33;

    /** group: returns from a call of it. */
    static final int RETURN = 34;

    /** index, where to go if none of the groups took part. */
    static final int TOOK = 35;

    /** group or -1, where to go if not. */
    static final int RECURSING = 36;

    static final int GRAPHEME = 37;

    /** ordinal of a {@link Node.Verb.Kind}, number of the name or -1, or for THEN of the scope. */
    static final int VERB = 38;

    /** number: an alternative that a THEN in it leaves. */
    static final int SCOPE = 39;

    static final int ACCEPT = 40;

    /** Flag of {@link #LOOK}: what precedes. */
    static final int BEHIND = 1;

    /** Flag of {@link #LOOK}: negative. */
    static final int NEGATIVE = 2;

    /** Flag of {@link #LOOK}: a condition. */
    static final int CONDITION = 4;
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets of bytes that have a name or an escape: those of ASCII, as in C's locale. */
final class PosixClasses {

    static final ByteSet DIGIT = ByteSet.range('0', '9');

    /** {@code \s}: with the vertical tab. */
    static final ByteSet SPACE = ByteSet.range('\t', '\r').or(ByteSet.of(' '));

    /** {@code \h}, of the bytes. */
    static final ByteSet HORIZONTAL = ByteSet.of('\t').or(ByteSet.of(' ')).or(ByteSet.of(0xA0));

    /** {@code \v}, of the bytes. */
    static final ByteSet VERTICAL = ByteSet.range('\n', '\r').or(ByteSet.of(0x85));

    /** {@code \h} among characters. */
    static final int[] HORIZONTAL_RANGES = {
        '\t', '\t', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x180E, 0x180E, 0x2000, 0x200A, 0x202F, 0x202F, 0x205F,
        0x205F, 0x3000, 0x3000
    };

    /** {@code \v} among characters. */
    static final int[] VERTICAL_RANGES = {'\n', '\r', 0x85, 0x85, 0x2028, 0x2029};

    private static final ByteSet UPPER = ByteSet.range('A', 'Z');

    private static final ByteSet LOWER = ByteSet.range('a', 'z');

    private static final ByteSet ALPHA = UPPER.or(LOWER);

    private static final ByteSet GRAPH = ByteSet.range(0x21, 0x7E);

    private static final Map<String, ByteSet> NAMED = Map.ofEntries(
            Map.entry("alpha", ALPHA),
            Map.entry("lower", LOWER),
            Map.entry("upper", UPPER),
            Map.entry("alnum", ALPHA.or(DIGIT)),
            Map.entry("ascii", ByteSet.range(0, 0x7F)),
            Map.entry("blank", ByteSet.of(' ').or(ByteSet.of('\t'))),
            Map.entry("cntrl", ByteSet.range(0, 0x1F).or(ByteSet.of(0x7F))),
            Map.entry("digit", DIGIT),
            Map.entry("graph", GRAPH),
            Map.entry("print", GRAPH.or(ByteSet.of(' '))),
            Map.entry("punct", GRAPH.and(ALPHA.or(DIGIT).not())),
            Map.entry("space", SPACE),
            Map.entry("word", Anchor.WORD),
            Map.entry("xdigit", DIGIT.or(ByteSet.range('A', 'F')).or(ByteSet.range('a', 'f'))));

    private PosixClasses() {}

    /** The set of a name; null for an unknown name. Without case, upper and lower are all letters. */
    static @Nullable ByteSet named(String name, boolean caseless) {
        boolean cased = name.equals("lower") || name.equals("upper");
        return NAMED.get(caseless && cased ? "alpha" : name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** What can be asked of a place between two bytes without consuming any. Lines end with LF; words are of ASCII. */
enum Anchor {

    /** {@code \A}, and {@code ^} without the option m. */
    SUBJECT_START,

    /** {@code \G}: where the search starts; with the option a, before the whole pattern. */
    SEARCH_START,

    /** {@code ^} with the option m: the subject's start, and behind a newline that isn't the subject's last byte. */
    LINE_START,

    /** {@code \z}, and {@code $} with the option E. */
    SUBJECT_END,

    /** {@code \Z}, and {@code $} without the options m and E: the subject's end, and before a newline that ends it. */
    LAST_LINE_END,

    /** {@code $} with the option m: the subject's end, and before each newline. */
    LINE_END,

    /** {@code \b}. */
    WORD_EDGE,

    /** {@code \B}. */
    NO_WORD_EDGE;

    static final ByteSet WORD = ByteSet.range('0', '9')
            .or(ByteSet.range('A', 'Z'))
            .or(ByteSet.range('a', 'z'))
            .or(ByteSet.of('_'));

    /**
     * Whether it holds at a place of a subject.
     *
     * @param begin where the subject begins in the array
     * @param end behind the subject's last byte
     * @param from where the search starts
     * @param at the place
     */
    boolean holds(byte[] bytes, int begin, int end, int from, int at) {
        return switch (this) {
            case SUBJECT_START -> at == begin;
            case SEARCH_START -> at == from;
            case LINE_START -> at == begin || at < end && bytes[at - 1] == '\n';
            case SUBJECT_END -> at == end;
            case LAST_LINE_END -> at == end || at == end - 1 && bytes[at] == '\n';
            case LINE_END -> at == end || bytes[at] == '\n';
            case WORD_EDGE -> isEdge(bytes, begin, end, at);
            case NO_WORD_EDGE -> !isEdge(bytes, begin, end, at);
        };
    }

    private static boolean isEdge(byte[] bytes, int begin, int end, int at) {
        boolean before = at > begin && WORD.contains(bytes[at - 1] & 0xff);
        boolean after = at < end && WORD.contains(bytes[at] & 0xff);
        return before != after;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import java.util.Arrays;

/** What a byte can begin, and what it means inside a word. */
final class SqlBytes {

    static final byte WHITE = 0;
    static final byte WORD = 1;
    static final byte NUMBER = 2;
    static final byte OPERATOR = 3;

    /** An operator that may have two or three characters. */
    static final byte LONG_OPERATOR = 4;

    /** A token whose type is the byte itself. */
    static final byte ITSELF = 5;

    static final byte QUOTE = 6;
    static final byte TICK = 7;
    static final byte DASH = 8;
    static final byte HASH = 9;
    static final byte SLASH = 10;
    static final byte VARIABLE = 11;
    static final byte BRACKET = 12;
    static final byte BACKSLASH = 13;
    static final byte DOLLAR = 14;

    /** Perhaps {@code b'01'}. */
    static final byte BITS = 15;

    /** Perhaps {@code x'1f'}. */
    static final byte HEX = 16;

    /** Perhaps {@code e'..'}. */
    static final byte ESCAPED = 17;

    /** Perhaps {@code n'..'} or {@code nq'(..)'}. */
    static final byte NATIONAL = 18;

    /** Perhaps {@code q'(..)'}. */
    static final byte ORACLE = 19;

    /** Perhaps {@code u&'..'}. */
    static final byte UNICODE = 20;

    static final byte OTHER = 21;

    /** Inside a word: ends it. */
    static final int ENDS = -1;

    /** Inside a word: ends it if what stands before is a known word. */
    static final int DIVIDES = -2;

    /** The input has a single quote. */
    static final int SINGLE_QUOTE = 1;

    /** The input has a double quote. */
    static final int DOUBLE_QUOTE = 2;

    /** The input has a byte that a word doesn't just go on with. */
    private static final int NO_WORD = 4;

    /** The input has a byte that's neither a letter of ASCII nor a digit nor an underscore. */
    private static final int NO_LETTER_OR_DIGIT = 8;

    /** MySQL takes it for a space where its character set is Latin-1. */
    private static final char NO_BREAK_SPACE = 0xa0;

    private static final byte[] KINDS = kinds();

    private static final short[] IN_WORD = inWord();

    private static final byte[] SIGNS = signs();

    private static final boolean[] ENDS_VARIABLE = endsVariable();

    private SqlBytes() {}

    static byte kind(byte b) {
        return KINDS[b & 0xff];
    }

    /** What a byte is inside a word: {@link #ENDS}, {@link #DIVIDES}, or a part of it, given in upper case, 1 to 255. */
    static int inWord(byte b) {
        return IN_WORD[b & 0xff];
    }

    static boolean endsVariable(byte b) {
        return ENDS_VARIABLE[b & 0xff];
    }

    /** What an input has, as bits: its quotes, and what {@link #isPlain} needs to know. */
    static int signs(byte[] bytes, int from, int to) {
        int signs = 0;
        for (int i = from; i < to; i++) {
            signs |= SIGNS[bytes[i] & 0xff];
        }
        return signs;
    }

    /**
     * Whether an input is only a word or a number, or a number and a word without anything between. Such an input has tokens of one
     * type each and at most the last is a known word, and no fingerprint is like this: but for {@code 1U}, which doesn't count
     * where there are only two tokens. So the verdict is known.
     */
    static boolean isPlain(byte first, int signs) {
        return switch (KINDS[first & 0xff]) {
            case WORD, BITS, HEX, ESCAPED, NATIONAL, ORACLE, UNICODE -> (signs & NO_WORD) == 0;
            case NUMBER -> (signs & NO_LETTER_OR_DIGIT) == 0;
            default -> false;
        };
    }

    /** Whether it's white space to a database. NUL is, to Oracle. */
    static boolean isWhite(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r' || b == 0 || b == (byte) NO_BREAK_SPACE;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        Arrays.fill(kinds, 0x80, 0x100, WORD);
        Arrays.fill(kinds, '0', '9' + 1, NUMBER);
        Arrays.fill(kinds, 'A', 'Z' + 1, WORD);
        kinds[NO_BREAK_SPACE] = WHITE;
        set(kinds, "_", WORD);
        set(kinds, ".", NUMBER);
        set(kinds, "%+^~", OPERATOR);
        set(kinds, "!&*:<=>|", LONG_OPERATOR);
        set(kinds, "(),;{}", ITSELF);
        set(kinds, "'\"", QUOTE);
        set(kinds, "`", TICK);
        set(kinds, "-", DASH);
        set(kinds, "#", HASH);
        set(kinds, "/", SLASH);
        set(kinds, "@", VARIABLE);
        set(kinds, "[", BRACKET);
        set(kinds, "\\", BACKSLASH);
        set(kinds, "$", DOLLAR);
        set(kinds, "B", BITS);
        set(kinds, "X", HEX);
        set(kinds, "E", ESCAPED);
        set(kinds, "N", NATIONAL);
        set(kinds, "Q", ORACLE);
        set(kinds, "U", UNICODE);
        set(kinds, "?]", OTHER);
        System.arraycopy(kinds, 'A', kinds, 'a', 26);
        return kinds;
    }

    private static short[] inWord() {
        short[] inWord = new short[256];
        for (int i = 0; i < inWord.length; i++) {
            inWord[i] = (short) (SqlWords.upper((byte) i) & 0xff);
        }
        for (char c : ("\0\t\n\u000b\f\r " + NO_BREAK_SPACE + "[]{}<>:\\?=@!#~+-*/&|^%(),';\"").toCharArray()) {
            inWord[c] = ENDS;
        }
        inWord['.'] = DIVIDES;
        inWord['`'] = DIVIDES;
        return inWord;
    }

    private static byte[] signs() {
        byte[] signs = new byte[256];
        for (int i = 0; i < signs.length; i++) {
            boolean plain = i >= '0' && i <= '9' || i >= 'A' && i <= 'Z' || i >= 'a' && i <= 'z' || i == '_';
            signs[i] = (byte) ((IN_WORD[i] < 0 ? NO_WORD : 0) | (plain ? 0 : NO_LETTER_OR_DIGIT));
        }
        signs['\''] |= SINGLE_QUOTE;
        signs['"'] |= DOUBLE_QUOTE;
        return signs;
    }

    private static boolean[] endsVariable() {
        boolean[] ends = new boolean[256];
        for (char c : "\0\t\n\u000b\f\r <>:\\?=@!#~+-*/&|^%(),';\"`".toCharArray()) {
            ends[c] = true;
        }
        return ends;
    }

    private static void set(byte[] table, String characters, byte value) {
        for (char c : characters.toCharArray()) {
            table[c] = value;
        }
    }
}

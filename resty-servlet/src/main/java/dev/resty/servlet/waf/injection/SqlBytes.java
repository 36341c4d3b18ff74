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

    /** Inside a word: goes on. */
    static final byte GOES_ON = 0;

    /** Inside a word: ends it. */
    static final byte ENDS = 1;

    /** Inside a word: ends it if what stands before is a known word. */
    static final byte DIVIDES = 2;

    /** MySQL takes it for a space where its character set is Latin-1. */
    private static final char NO_BREAK_SPACE = 0xa0;

    private static final byte[] KINDS = kinds();

    private static final byte[] IN_WORD = inWord();

    private static final boolean[] ENDS_VARIABLE = endsVariable();

    private SqlBytes() {}

    static byte kind(byte b) {
        return KINDS[b & 0xff];
    }

    static byte inWord(byte b) {
        return IN_WORD[b & 0xff];
    }

    static boolean endsVariable(byte b) {
        return ENDS_VARIABLE[b & 0xff];
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

    private static byte[] inWord() {
        byte[] inWord = new byte[256];
        set(inWord, "\0\t\n\u000b\f\r " + NO_BREAK_SPACE + "[]{}<>:\\?=@!#~+-*/&|^%(),';\"", ENDS);
        set(inWord, ".`", DIVIDES);
        return inWord;
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

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

/**
 * One SQL token: its type, and where its text is. The text is a span of the input; only a phrase that was put together from
 * several tokens has bytes of its own. Used again from scan to scan.
 */
final class SqlToken {

    /** How many bytes of a token's text the algorithm knows. What is longer is cut. */
    static final int LIMIT = 31;

    /** One of {@link SqlType}. */
    byte type;

    /** The quote that the text began with: 0 where there was none, a letter or {@code $} for the dialects' own quotes. */
    byte opened;

    /** The quote that the text ended with, or 0. */
    byte closed;

    /** How many {@code @} stood before a variable. */
    int ats;

    /** The entry in {@link SqlWords} that the text is, or -1 where it's none or wasn't looked up. */
    int word;

    private int from;

    private int length;

    private boolean isPhrase;

    private final byte[] phrase = new byte[LIMIT];

    void clear() {
        type = SqlType.NONE;
        opened = 0;
        closed = 0;
        ats = 0;
        word = -1;
        from = 0;
        length = 0;
        isPhrase = false;
    }

    /** Gives it a type and the text from {@code start} to {@code end}, cut to {@link #LIMIT} bytes. */
    void set(byte newType, int start, int end) {
        type = newType;
        from = start;
        length = Math.min(end - start, LIMIT);
        isPhrase = false;
    }

    /** Makes it a phrase whose text is the first {@code size} bytes of {@code text}. */
    void setPhrase(byte newType, int newWord, byte[] text, int size) {
        type = newType;
        word = newWord;
        length = size;
        isPhrase = true;
        System.arraycopy(text, 0, phrase, 0, size);
    }

    void copy(SqlToken other) {
        type = other.type;
        opened = other.opened;
        closed = other.closed;
        ats = other.ats;
        word = other.word;
        from = other.from;
        length = other.length;
        isPhrase = other.isPhrase;
        if (isPhrase) {
            System.arraycopy(other.phrase, 0, phrase, 0, length);
        }
    }

    /** The length of its text, at most {@link #LIMIT}. */
    int length() {
        return length;
    }

    /** A byte of its text, or 0 past the end. */
    byte at(byte[] input, int index) {
        if (index >= length) {
            return 0;
        }
        return isPhrase ? phrase[index] : input[from + index];
    }

    /** Copies its text, and says where it ends. */
    int copyText(byte[] input, byte[] target, int start) {
        System.arraycopy(isPhrase ? phrase : input, isPhrase ? 0 : from, target, start, length);
        return start + length;
    }

    /** Looks its text up among the known words. */
    int lookUp(byte[] input) {
        return isPhrase ? SqlWords.find(phrase, 0, length) : SqlWords.find(input, from, from + length);
    }

    /** Whether it's an operator that can stand before a single operand: {@code + - ! ~ !! NOT}. */
    boolean isUnary(byte[] input) {
        if (type != SqlType.OPERATOR) {
            return false;
        }
        byte first = at(input, 0);
        return switch (length) {
            case 1 -> first == '+' || first == '-' || first == '!' || first == '~';
            case 2 -> first == '!' && at(input, 1) == '!';
            case 3 -> SqlWords.has(word, SqlWords.NOT);
            default -> false;
        };
    }

    /** Whether it's one of {@code * / - + %}. */
    boolean isArithmetic(byte[] input) {
        if (type != SqlType.OPERATOR || length != 1) {
            return false;
        }
        byte sign = at(input, 0);
        return sign == '*' || sign == '/' || sign == '-' || sign == '+' || sign == '%';
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** The text of one search. Counts what the search reads, and ends a search that reads too much. */
abstract class Subject implements CharSequence {

    private long steps;

    Subject(long steps) {
        this.steps = steps;
    }

    final void step() {
        if (--steps < 0) {
            throw new RegexExecException(RegexExecException.MATCH_LIMIT);
        }
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(length());
        for (int i = 0; i < length(); i++) {
            text.append(charAt(i));
        }
        return text.toString();
    }

    /** Bytes, one character each. */
    static final class Bytes extends Subject {

        private final byte[] bytes;

        Bytes(byte[] bytes, long steps) {
            super(steps);
            this.bytes = bytes;
        }

        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public char charAt(int index) {
            step();
            return (char) (bytes[index] & 0xff);
        }
    }

    /** Decoded UTF-8. */
    static final class Text extends Subject {

        private final String text;

        Text(String text, long steps) {
            super(steps);
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            step();
            return text.charAt(index);
        }
    }
}

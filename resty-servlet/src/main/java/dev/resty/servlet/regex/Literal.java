// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A string of bytes to look for. Immutable; equal where it matches the same. */
final class Literal {

    static final Literal EMPTY = new Literal("", false, 1);

    /** Those of one byte, and behind them those of a letter in either case. */
    private static final Literal[] ONE_BYTE = new Literal[512];

    static {
        for (int value = 0; value < 256; value++) {
            String text = String.valueOf((char) value);
            ONE_BYTE[value] = of(text, false);
            ONE_BYTE[256 + value] = of(text, true);
        }
    }

    private final String text;

    private final boolean caseless;

    private final double rate;

    private Literal(String text, boolean caseless, double rate) {
        this.text = text;
        this.caseless = caseless;
        this.rate = rate;
    }

    private static Literal folded(String text, boolean caseless) {
        double product = 1;
        for (int i = 0; i < text.length(); i++) {
            product *= ByteFrequency.rate(text.charAt(i), caseless);
        }
        return new Literal(text, caseless, product);
    }

    static Literal of(String text, boolean caseless) {
        boolean folds = caseless && hasLetter(text);
        return folded(folds ? lower(text) : text, folds);
    }

    static Literal of(int value, boolean caseless) {
        return ONE_BYTE[caseless ? 256 + value : value];
    }

    /** An ISO-8859-1 view of the bytes; in lower case where case doesn't matter. */
    String text() {
        return text;
    }

    /** Whether ASCII letters match in either case. */
    boolean caseless() {
        return caseless;
    }

    /** Only ASCII letters change. */
    private static String lower(String text) {
        boolean ascii = true;
        for (int i = 0; i < text.length() && ascii; i++) {
            ascii = text.charAt(i) < 0x80;
        }
        if (ascii) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder folded = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c | ByteSearch.CASE_BIT) : c);
        }
        return folded.toString();
    }

    private static boolean hasLetter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (ByteFrequency.isLetter(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    int length() {
        return text.length();
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** This one and another behind it; matches more than the two where only one of them is caseless. */
    Literal then(Literal next) {
        if (isEmpty()) {
            return next;
        }
        if (joinsWith(next)) {
            return next.isEmpty()
                    ? this
                    : new Literal(text.concat(next.text), caseless || next.caseless, rate * next.rate);
        }
        return next.isEmpty() ? this : of(text.concat(next.text), true);
    }

    /** Whether {@link #then} matches just the two. */
    boolean joinsWith(Literal next) {
        return caseless == next.caseless || !hasLetter(caseless ? next.text : text);
    }

    Literal first(int length) {
        return length() <= length ? this : of(text.substring(0, length), caseless);
    }

    Literal last(int length) {
        return length() <= length ? this : of(text.substring(length() - length), caseless);
    }

    /** Whether each occurrence of the other has an occurrence of this in it. */
    boolean isWithin(Literal other) {
        if (other.caseless && !caseless && hasLetter(text)) {
            return false;
        }
        return (caseless && !other.caseless ? lower(other.text) : other.text).contains(text);
    }

    /** How often it is met at a place of a subject, 0 to 1. */
    double rate() {
        return rate;
    }

    byte[] bytes() {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Literal literal && caseless == literal.caseless && text.equals(literal.text);
    }

    @Override
    public int hashCode() {
        return caseless ? ~text.hashCode() : text.hashCode();
    }

    @Override
    public String toString() {
        return caseless ? "(?i)" + text : text;
    }
}

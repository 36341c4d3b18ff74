// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import java.util.BitSet;

/**
 * The beginning of a text in which secrets are hidden, wherever they stand and in whatever case. What it costs is bounded by the
 * lengths, whatever the texts are: clients choose them (Knuth, Morris and Pratt). Used by one thread at a time.
 */
final class HiddenText {

    private final String text;

    /** How much of the text is shown. */
    private final int shown;

    private final BitSet hidden = new BitSet();

    /**
     * A text of which nothing is hidden yet.
     *
     * @param most how many characters are shown at most
     */
    HiddenText(String text, int most) {
        this.text = text;
        shown = Math.min(text.length(), most);
    }

    /** Hides a secret in what is shown, there also its beginning where the end of what is shown cuts it. */
    void hide(String secret) {
        search(secret.substring(0, Math.min(secret.length(), shown)), shown, shown < text.length());
    }

    /** Hides a secret; whether it stands anywhere in the text, shown or not. */
    boolean found(String secret) {
        return search(secret, text.length(), false);
    }

    private boolean search(String secret, int to, boolean cut) {
        int length = secret.length();
        if (length == 0) {
            return false;
        }
        int[] borders = borders(secret);
        int matched = 0;
        boolean found = false;
        for (int at = 0; at < to; at++) {
            char c = lower(text.charAt(at));
            while (matched > 0 && lower(secret.charAt(matched)) != c) {
                matched = borders[matched - 1];
            }
            if (lower(secret.charAt(matched)) == c) {
                matched++;
            }
            if (matched == length) {
                found = true;
                hidden.set(at + 1 - length, at + 1);
                matched = borders[matched - 1];
            }
        }
        if (cut) {
            hidden.set(to - matched, to);
        }
        return found;
    }

    /** How much of a text's beginning ends each of its beginnings. */
    private static int[] borders(String text) {
        int[] borders = new int[text.length()];
        int border = 0;
        for (int i = 1; i < borders.length; i++) {
            char c = lower(text.charAt(i));
            while (border > 0 && c != lower(text.charAt(border))) {
                border = borders[border - 1];
            }
            if (c == lower(text.charAt(border))) {
                border++;
            }
            borders[i] = border;
        }
        return borders;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /** What is shown, with {@link Masking#MASK} for each run of what is hidden. */
    @Override
    public String toString() {
        if (hidden.isEmpty()) {
            return text.substring(0, shown);
        }
        StringBuilder out = new StringBuilder(shown);
        for (int at = 0; at < shown; ) {
            int begin = hidden.nextSetBit(at);
            int end = begin < 0 || begin > shown ? shown : begin;
            out.append(text, at, end);
            if (end < shown) {
                out.append(Masking.MASK);
                end = hidden.nextClearBit(begin);
            }
            at = end;
        }
        return out.toString();
    }
}

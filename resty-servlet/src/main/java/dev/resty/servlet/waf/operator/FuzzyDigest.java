// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A fuzzy hash as ssdeep writes it: contents with long parts in common have hashes with parts in common. A rolling hash over seven
 * bytes cuts a content into pieces, of which each becomes a character; the size of pieces is chosen by the content's length, and
 * a second hash with pieces twice as long lets contents be compared whose lengths are in different ranges. Immutable.
 *
 * @param blockSize how long the first hash's pieces are on average
 * @param first at most 64 characters
 * @param second of pieces twice as long
 * @see <a href="https://doi.org/10.1016/j.diin.2006.06.015">Kornblum, Identifying almost identical files using context triggered
 *     piecewise hashing</a>
 */
record FuzzyDigest(long blockSize, String first, String second) {

    private static final int WINDOW = 7;

    private static final int SMALLEST = 3;

    private static final int LONGEST = 64;

    private static final int SUM_BEGIN = 0x28021967;

    private static final int SUM_PRIME = 0x01000193;

    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** From this size of pieces on, even short hashes tell enough. */
    private static final int TELLING = (99 + WINDOW) / WINDOW * SMALLEST;

    /** One hash while it is made. */
    private static final class Pieces {

        private final byte[] text;

        private int length;

        private int sum = SUM_BEGIN;

        private boolean full;

        Pieces(int longest) {
            text = new byte[longest];
        }

        void add(int b) {
            sum = sum * SUM_PRIME ^ b;
        }

        void cut() {
            text[length] = (byte) CHARACTERS.charAt(sum & 63);
            if (length < text.length - 1) {
                sum = SUM_BEGIN;
                length++;
            } else {
                full = true;
            }
        }

        String finish(boolean rest) {
            if (rest) {
                text[length] = (byte) CHARACTERS.charAt(sum & 63);
            }
            return new String(text, 0, rest || full ? length + 1 : length, StandardCharsets.ISO_8859_1);
        }
    }

    /** The hash of a content. */
    static FuzzyDigest of(Bytes content) {
        long size = SMALLEST;
        while (size * LONGEST < content.length()) {
            size *= 2;
        }
        while (true) {
            Pieces first = new Pieces(LONGEST);
            Pieces second = new Pieces(LONGEST / 2);
            int rolling = cut(content, (int) size, first, second);
            if (size == SMALLEST || first.length >= LONGEST / 2) {
                return new FuzzyDigest(size, first.finish(rolling != 0), second.finish(rolling != 0));
            }
            size /= 2;
        }
    }

    /** Cuts a content into pieces; the rolling hash at its end. */
    private static int cut(Bytes content, int size, Pieces first, Pieces second) {
        int sum = 0;
        int weighted = 0;
        int shifted = 0;
        int rolling = 0;
        byte[] array = content.array();
        for (int i = content.from(); i < content.to(); i++) {
            int b = array[i] & 0xff;
            int out = i - WINDOW < content.from() ? 0 : array[i - WINDOW] & 0xff;
            weighted += WINDOW * b - sum;
            sum += b - out;
            shifted = shifted << 5 ^ b;
            rolling = sum + weighted + shifted;
            first.add(b);
            second.add(b);
            if (Integer.remainderUnsigned(rolling, size) == size - 1) {
                first.cut();
                if (Integer.remainderUnsigned(rolling, 2 * size) == 2 * size - 1) {
                    second.cut();
                }
            }
        }
        return rolling;
    }

    /** Reads {@code size:first:second}, a comma and what follows left out; null for anything else. */
    static @Nullable FuzzyDigest parse(String text) {
        int comma = text.indexOf(',');
        String[] parts = (comma < 0 ? text : text.substring(0, comma)).split(":", -1);
        if (parts.length != 3 || !isHash(parts[1]) || !isHash(parts[2])) {
            return null;
        }
        boolean number = !parts[0].isEmpty()
                && parts[0].length() < 11
                && parts[0].chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? new FuzzyDigest(Long.parseLong(parts[0]), parts[1], parts[2]) : null;
    }

    private static boolean isHash(String text) {
        return text.length() <= LONGEST && text.chars().allMatch(c -> CHARACTERS.indexOf(c) >= 0);
    }

    /** How alike what was hashed is, from 0 to 100. */
    int likeness(FuzzyDigest other) {
        String own1 = shortened(first);
        String own2 = shortened(second);
        String other1 = shortened(other.first);
        String other2 = shortened(other.second);
        if (blockSize == other.blockSize) {
            return own1.equals(other1) && own2.equals(other2)
                    ? 100
                    : Math.max(score(own1, other1, blockSize), score(own2, other2, 2 * blockSize));
        }
        if (2 * blockSize == other.blockSize) {
            return score(own2, other1, other.blockSize);
        }
        return blockSize == 2 * other.blockSize ? score(own1, other2, blockSize) : 0;
    }

    /** Without more than three of a character in a row, which tell little. */
    private static String shortened(String hash) {
        StringBuilder kept = new StringBuilder(hash.length());
        for (int i = 0; i < hash.length(); i++) {
            char c = hash.charAt(i);
            if (i < 3 || c != hash.charAt(i - 1) || c != hash.charAt(i - 2) || c != hash.charAt(i - 3)) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static int score(String one, String other, long size) {
        if (!haveCommonPart(one, other)) {
            return 0;
        }
        int distance = distance(one, other) * LONGEST / (one.length() + other.length());
        int score = 100 - 100 * distance / LONGEST;
        long most = size / SMALLEST * Math.min(one.length(), other.length());
        return (int) (size >= TELLING ? score : Math.min(score, most));
    }

    private static boolean haveCommonPart(String one, String other) {
        for (int i = 0; i + WINDOW <= one.length(); i++) {
            if (other.contains(one.substring(i, i + WINDOW))) {
                return true;
            }
        }
        return false;
    }

    /** How many characters must be put in or taken out to make one of the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 2);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }

    /** As ssdeep writes it. */
    @Override
    public String toString() {
        return blockSize + ":" + first + ':' + second;
    }
}

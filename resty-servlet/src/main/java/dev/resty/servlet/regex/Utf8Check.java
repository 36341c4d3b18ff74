// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Whether bytes are UTF-8. */
final class Utf8Check {

    private Utf8Check() {}

    /** Throws where a pattern, an ISO-8859-1 view of bytes, isn't UTF-8. */
    static void pattern(String pattern) {
        int wrong = firstWrong(pattern);
        if (wrong >= 0) {
            throw new PatternSyntaxException("invalid UTF-8 string", pattern, wrong);
        }
    }

    /** Where the first sequence starts that isn't a character; -1 for none. */
    static int firstWrong(String text) {
        int length = text.length();
        int at = 0;
        while (at < length) {
            int lead = text.charAt(at);
            if (lead < 0x80) {
                at++;
                continue;
            }
            int more = lead < 0xC2 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : 0;
            if (more == 0 || at + more >= length || !continues(text, at, more)) {
                return at;
            }
            int second = text.charAt(at + 1);
            if (lead == 0xE0 && second < 0xA0
                    || lead == 0xED && second > 0x9F
                    || lead == 0xF0 && second < 0x90
                    || lead == 0xF4 && second > 0x8F) {
                return at;
            }
            at += more + 1;
        }
        return -1;
    }

    private static boolean continues(String text, int at, int more) {
        for (int i = 1; i <= more; i++) {
            int c = text.charAt(at + i);
            if (c < 0x80 || c > 0xBF) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes of a part of an array are UTF-8. */
    static boolean isValid(byte[] bytes, int begin, int end) {
        int at = begin;
        while (at < end) {
            if (at <= end - Long.BYTES && (ByteSearch.word(bytes, at) & ByteSearch.HIGH_BITS) == 0) {
                at += Long.BYTES;
            } else if (bytes[at] >= 0) {
                at++;
            } else {
                int length = characterLength(bytes, at, end);
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    /** The length of a character that isn't ASCII; 0 where there is none. */
    private static int characterLength(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xff;
        int more = lead < 0xC2 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : 0;
        if (more == 0 || at + more >= end) {
            return 0;
        }
        for (int i = 1; i <= more; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return isUsed(lead, bytes[at + 1] & 0xff) ? more + 1 : 0;
    }

    /** Whether the first two bytes of a character are those of no shorter one, of no surrogate, and of none too high. */
    private static boolean isUsed(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second <= 0x9F;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second <= 0x8F;
            default -> true;
        };
    }
}

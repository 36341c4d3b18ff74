// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * What a pattern's start says about the whole of it: {@code (*UTF8)} and the like.
 *
 * <p>Differs from OpenResty: the newlines of {@code (*CR)}, {@code (*CRLF)}, {@code (*ANYCRLF)} and {@code (*ANY)} are an
 * error.
 *
 * @param end where the pattern goes on
 * @param utf {@code (*UTF8)}, {@code (*UTF)}, or the option u
 * @param unicode {@code (*UCP)}
 * @param narrowNewlines {@code (*BSR_ANYCRLF)}
 * @param matchLimit of {@code (*LIMIT_MATCH=)}; 0 for none
 */
record StartOptions(int end, boolean utf, boolean unicode, boolean narrowNewlines, int matchLimit) {

    static StartOptions read(String pattern, PatternOptions options) {
        boolean utf = options.utf();
        boolean unicode = false;
        boolean narrow = false;
        long limit = 0;
        int at = 0;
        while (pattern.startsWith("(*", at)) {
            int end = pattern.indexOf(')', at);
            String item = end < 0 ? "" : pattern.substring(at + 2, end);
            if (item.startsWith("LIMIT_MATCH=") || item.startsWith("LIMIT_RECURSION=")) {
                long value = number(item.substring(item.indexOf('=') + 1));
                if (value < 0) {
                    break;
                }
                if (item.startsWith("LIMIT_MATCH=")) {
                    limit = limit == 0 ? value : Math.min(limit, value);
                }
            } else {
                switch (item) {
                    case "UTF8", "UTF" -> utf = true;
                    case "UCP" -> unicode = true;
                    case "BSR_ANYCRLF" -> narrow = true;
                    case "BSR_UNICODE" -> narrow = false;
                    case "LF", "NO_AUTO_POSSESS", "NO_START_OPT" -> {}
                    case "CR", "CRLF", "ANY", "ANYCRLF" ->
                        throw new PatternSyntaxException(
                                "newlines other than LF are not supported: (*" + item + ")", pattern, at);
                    default -> {
                        return new StartOptions(at, utf, unicode, narrow, clamp(limit));
                    }
                }
            }
            at = end + 1;
        }
        return new StartOptions(at, utf, unicode, narrow, clamp(limit));
    }

    private static int clamp(long limit) {
        return (int) Math.min(limit, Integer.MAX_VALUE);
    }

    /** A number of 32 bits; -1 for anything else. */
    private static long number(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
            if (value > 0xFFFF_FFFFL) {
                return -1;
            }
        }
        return digits.isEmpty() ? -1 : value;
    }
}

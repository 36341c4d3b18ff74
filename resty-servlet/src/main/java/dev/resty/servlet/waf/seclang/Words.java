// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a directive. A word may stand in double quotes or single quotes, where a backslash in front of the same
 * quote takes the quote's meaning away, or in back quotes, where a backslash means nothing. Every other backslash stays: as
 * in ModSecurity v3 and unlike Apache, patterns need no second one.
 */
final class Words {

    private final String text;

    private final Place place;

    private int at;

    private Words(String text, Place place) {
        this.text = text;
        this.place = place;
    }

    /** Splits a line. */
    static List<String> split(String text, Place place) {
        Words words = new Words(text, place);
        List<String> found = new ArrayList<>();
        while (words.skipSpace()) {
            found.add(words.word());
        }
        return found;
    }

    static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private boolean skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private String word() {
        char first = text.charAt(at);
        if (first == '"' || first == '\'' || first == '`') {
            return quoted(first);
        }
        int from = at;
        while (at < text.length() && !isSpace(text.charAt(at))) {
            if (text.charAt(at) == '\'' && text.charAt(at - 1) == ':') {
                quoted('\'');
            } else {
                at++;
            }
        }
        return text.substring(from, at);
    }

    private String quoted(char quote) {
        int from = at++;
        StringBuilder word = new StringBuilder();
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return word.toString();
            }
            if (c == '\\' && quote != '`' && at + 1 < text.length()) {
                char escaped = text.charAt(++at);
                if (escaped != quote) {
                    word.append(c);
                }
                word.append(escaped);
            } else {
                word.append(c);
            }
        }
        throw new SecLangSyntaxException(unclosed(quote, from), place);
    }

    private String unclosed(char quote, int from) {
        String excerpt =
                text.substring(from, Math.min(text.length(), from + 40)).strip();
        String problem = "the " + quote + " that begins " + excerpt + " isn't closed";
        String stripped = text.stripTrailing();
        if (stripped.endsWith("\\") && stripped.length() < text.length()) {
            return problem + ": the backslash at the end of the line has white space behind it, take that away";
        }
        return problem + ": close it, or end the line with a backslash where it goes on in the next";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import dev.resty.servlet.waf.seclang.Statement.TargetSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The targets of a rule: {@code ARGS|!ARGS:/^_/|&REQUEST_HEADERS:Host|XML:/*}. */
final class Targets {

    private final String text;

    private final Place place;

    private int at;

    private Targets(String text, Place place) {
        this.text = text;
        this.place = place;
    }

    static List<TargetSyntax> parse(String text, Place place) {
        Targets parser = new Targets(text, place);
        List<TargetSyntax> targets = new ArrayList<>();
        do {
            targets.add(parser.target());
        } while (parser.separator());
        return List.copyOf(targets);
    }

    private TargetSyntax target() {
        boolean count = false;
        boolean excluded = false;
        skipSpace();
        for (; at < text.length() && (text.charAt(at) == '!' || text.charAt(at) == '&'); at++) {
            if (text.charAt(at) == '!') {
                excluded = true;
            } else {
                count = true;
            }
        }
        int from = at;
        while (at < text.length() && isName(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw new SecLangSyntaxException(
                    "expected a variable in the targets " + text + " at \"" + text.substring(from) + '"', place);
        }
        String variable = text.substring(from, at).toUpperCase(Locale.ROOT);
        if (at == text.length() || text.charAt(at) != ':') {
            return new TargetSyntax(variable, null, false, count, excluded);
        }
        at++;
        return selected(variable, count, excluded);
    }

    private TargetSyntax selected(String variable, boolean count, boolean excluded) {
        @Nullable String quoted = quoted();
        String selector = quoted != null ? quoted : unquoted(!variable.equals("XML"));
        if (selector.isEmpty()) {
            throw new SecLangSyntaxException("expected a name behind " + variable + ": in the targets " + text, place);
        }
        boolean regex = !variable.equals("XML")
                && selector.length() > 2
                && selector.charAt(0) == '/'
                && selector.charAt(selector.length() - 1) == '/';
        if (regex) {
            selector = selector.substring(1, selector.length() - 1);
        }
        return new TargetSyntax(variable, selector, regex, count, excluded);
    }

    private @Nullable String quoted() {
        if (at == text.length() || text.charAt(at) != '\'') {
            return null;
        }
        StringBuilder selector = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\'') {
                at++;
                return selector.toString();
            }
            if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\'') {
                at++;
            }
            selector.append(text.charAt(at));
        }
        throw new SecLangSyntaxException("a ' isn't closed in the targets " + text, place);
    }

    private String unquoted(boolean patterns) {
        int from = at;
        int close = patterns && at < text.length() && text.charAt(at) == '/' ? patternEnd(at) : -1;
        if (close > 0) {
            at = close;
            return text.substring(from, close);
        }
        while (at < text.length() && !isSeparator(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at).stripTrailing();
    }

    /** Behind the slash that ends a pattern: one that isn't escaped, with a separator or nothing behind; -1 without. */
    private int patternEnd(int slash) {
        for (int i = slash + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '/' && endsTarget(i + 1)) {
                return i + 1;
            }
        }
        return -1;
    }

    private boolean endsTarget(int index) {
        int i = index;
        while (i < text.length() && Words.isSpace(text.charAt(i))) {
            i++;
        }
        return i == text.length() || isSeparator(text.charAt(i));
    }

    private boolean separator() {
        skipSpace();
        if (at == text.length()) {
            return false;
        }
        if (!isSeparator(text.charAt(at))) {
            throw new SecLangSyntaxException(
                    "expected | in the targets " + text + " in front of \"" + text.substring(at) + '"', place);
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (at < text.length() && Words.isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSeparator(char c) {
        return c == '|' || c == ',';
    }

    private static boolean isName(char c) {
        return c == '_' || c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}

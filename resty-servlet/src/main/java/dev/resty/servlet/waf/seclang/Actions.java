// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import dev.resty.servlet.waf.seclang.Statement.ActionSyntax;
import java.util.ArrayList;
import java.util.List;

/** A list of actions: {@code id:1,phase:2,msg:'one, two',deny}. */
final class Actions {

    private final String text;

    private final Place place;

    private int at;

    private Actions(String text, Place place) {
        this.text = text;
        this.place = place;
    }

    static List<ActionSyntax> parse(String text, Place place) {
        Actions parser = new Actions(text, place);
        List<ActionSyntax> actions = new ArrayList<>();
        while (parser.skipSeparators()) {
            actions.add(parser.action());
        }
        return List.copyOf(actions);
    }

    private boolean skipSeparators() {
        while (at < text.length() && (text.charAt(at) == ',' || Words.isSpace(text.charAt(at)))) {
            at++;
        }
        return at < text.length();
    }

    private ActionSyntax action() {
        int from = at;
        while (at < text.length() && isName(text.charAt(at))) {
            at++;
        }
        String name = text.substring(from, at);
        skipSpace();
        if (name.isEmpty() || at < text.length() && text.charAt(at) != ':' && text.charAt(at) != ',') {
            throw new SecLangSyntaxException(
                    name.isEmpty()
                            ? "expected an action at \"" + excerpt(from) + '"'
                            : "expected a comma or a colon behind the action " + name + ", not \"" + excerpt(at) + '"',
                    place);
        }
        if (at == text.length() || text.charAt(at) == ',') {
            return new ActionSyntax(name, null);
        }
        at++;
        skipSpace();
        char first = at < text.length() ? text.charAt(at) : ',';
        return new ActionSyntax(name, first == '\'' || first == '"' ? quoted(name, first) : unquoted());
    }

    private String unquoted() {
        int from = at;
        while (at < text.length() && text.charAt(at) != ',') {
            at++;
        }
        return text.substring(from, at).stripTrailing();
    }

    private String quoted(String name, char quote) {
        int from = at++;
        StringBuilder value = new StringBuilder();
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                skipSpace();
                if (at < text.length() && text.charAt(at) != ',') {
                    throw new SecLangSyntaxException(
                            "expected a comma behind the value of " + name + ", not \"" + excerpt(at)
                                    + "\"; a quote in a value needs a backslash in front",
                            place);
                }
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == quote) {
                at++;
            }
            value.append(text.charAt(at));
        }
        throw new SecLangSyntaxException(
                "the " + quote + " that begins the value of " + name + ", " + excerpt(from) + ", isn't closed", place);
    }

    private String excerpt(int from) {
        return text.substring(from, Math.min(text.length(), from + 40));
    }

    private void skipSpace() {
        while (at < text.length() && Words.isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isName(char c) {
        return c == '_' || c == '-' || c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}

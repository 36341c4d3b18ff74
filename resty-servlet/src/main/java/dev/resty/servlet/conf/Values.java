// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.ArrayList;
import java.util.List;

/** Reads arguments with variables in them: {@code $name}, {@code ${name}} and captures {@code $1} to {@code $9}. */
public final class Values {

    private Values() {}

    /**
     * Parses an argument.
     *
     * @param source an ISO-8859-1 view of its bytes
     * @param directive the directive it belongs to, for errors
     * @param position where that stands
     * @throws ConfException where a variable's name is missing or its brace isn't closed
     */
    public static Value parse(String source, String directive, Position position) {
        List<Value.Part> parts = new ArrayList<>();
        int at = 0;
        while (at < source.length()) {
            int dollar = source.indexOf('$', at);
            int end = dollar < 0 ? source.length() : dollar;
            if (end > at) {
                parts.add(new Value.Literal(source.substring(at, end)));
            }
            at = dollar < 0 ? end : variable(source, dollar + 1, directive, position, parts);
        }
        return new Value(source, List.copyOf(parts));
    }

    /** Reads a variable behind its dollar sign; returns where it ends. */
    private static int variable(String source, int start, String directive, Position position, List<Value.Part> parts) {
        if (start < source.length() && source.charAt(start) >= '1' && source.charAt(start) <= '9') {
            parts.add(new Value.Variable(source.substring(start, start + 1)));
            return start + 1;
        }
        boolean bracket = start < source.length() && source.charAt(start) == '{';
        int from = bracket ? start + 1 : start;
        int end = from;
        while (end < source.length() && isNameChar(source.charAt(end))) {
            end++;
        }
        if (bracket && end > from && (end == source.length() || source.charAt(end) != '}')) {
            throw new ConfException(
                    "the closing bracket in \"" + source.substring(from, end) + "\" variable is missing",
                    "write ${" + source.substring(from, end) + "}",
                    directive,
                    position);
        }
        if (end == from) {
            throw new ConfException(
                    "invalid variable name",
                    "a name follows every $; for the sign itself use a map or set_by_lua_block",
                    directive,
                    position);
        }
        parts.add(new Value.Variable(source.substring(from, end)));
        return bracket ? end + 1 : end;
    }

    static boolean isNameChar(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}

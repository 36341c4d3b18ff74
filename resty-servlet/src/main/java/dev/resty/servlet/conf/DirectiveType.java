// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.Set;

/**
 * What is known of a directive.
 *
 * @param contexts where it can stand
 * @param min the fewest arguments; the code of a Lua block counts as one
 * @param max the most arguments
 * @param form whether it has braces with directives in them
 * @param action what it does to the scope it stands in
 */
record DirectiveType(String name, Set<Context> contexts, int min, int max, Form form, Action action) {

    /** For {@link #max} where there is no limit. */
    static final int ANY = Integer.MAX_VALUE;

    /** What ends a directive. */
    enum Form {
        /** A semicolon, or a Lua block. */
        SIMPLE,
        /** Braces with directives in them. */
        BLOCK,
        /** One or the other. */
        EITHER
    }

    /** What a directive does. */
    @FunctionalInterface
    interface Action {

        /** Reads a directive that stands in {@code scope} and has passed the checks of its type. */
        void read(Draft draft, Scope scope, Directive directive);
    }

    /** Checks place, form and number of arguments, in nginx's order. */
    void check(Directive directive, Context context) {
        if (!contexts.contains(context)) {
            throw directive.error(
                    "\"" + name + "\" directive is not allowed here", "it belongs in " + Context.describe(contexts));
        }
        if (form == Form.BLOCK && directive.block() == null) {
            throw directive.error("directive \"" + name + "\" has no opening \"{\"", "write " + name + " ... { ... }");
        }
        if (form == Form.SIMPLE && directive.block() != null) {
            throw directive.error("directive \"" + name + "\" is not terminated by \";\"", "it takes no block");
        }
        int count = directive.args().size();
        if (count < min || count > max) {
            throw directive.error("invalid number of arguments in \"" + name + "\" directive", expected(count));
        }
    }

    private String expected(int count) {
        int less = Directive.isLuaBlock(name) ? 1 : 0;
        String wanted = min == max
                ? number(min - less)
                : max == ANY ? number(min - less) + " or more" : number(min - less) + " to " + number(max - less);
        return "it takes " + wanted + ", not " + (count - less);
    }

    private static String number(int count) {
        return count == 0 ? "none" : Integer.toString(count);
    }
}

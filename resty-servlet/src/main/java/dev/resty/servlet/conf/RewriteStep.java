// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.regex.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One directive of nginx's rewrite module, which run in the order they are written. */
public sealed interface RewriteStep {

    /** {@code set $name value}. */
    record Set(String name, Value value) implements RewriteStep {}

    /** {@code set_by_lua* $name code args...}. */
    record SetByLua(String name, LuaCode code, List<Value> args) implements RewriteStep {}

    /**
     * {@code if (condition) {...}}.
     *
     * @param body the rewrite directives inside
     * @param location what the other directives inside make of the location; null in a server, or where there are none
     */
    record If(
            Condition condition,
            List<RewriteStep> body,
            @Nullable LocationConf location) implements RewriteStep {}

    /**
     * {@code return status text}.
     *
     * @param text the body, or for 301, 302, 303, 307 and 308 the URL; null for none
     */
    record Return(int status, @Nullable Value text) implements RewriteStep {}

    /**
     * {@code rewrite regex replacement flag}.
     *
     * @param keepArgs whether the request's own arguments are appended (the replacement doesn't end in {@code ?})
     */
    record Rewrite(Pattern pattern, Value replacement, Flag flag, boolean keepArgs) implements RewriteStep {}

    /** {@code break}. */
    record Break() implements RewriteStep {}

    /** What a matching {@code rewrite} does next. */
    enum Flag {
        /** No flag: goes on with the next directive. */
        NONE,
        /** Stops and chooses the location anew. */
        LAST,
        /** Stops and stays in this location. */
        BREAK,
        /** Answers 302. */
        REDIRECT,
        /** Answers 301. */
        PERMANENT
    }

    /** The condition of an {@code if}. */
    sealed interface Condition {

        /** A value that is neither empty nor {@code 0}. */
        record Truth(Value value) implements Condition {}

        /** {@code =} and {@code !=}. */
        record Equality(Value left, Value right, boolean negated) implements Condition {}

        /** {@code ~}, {@code ~*} and their negations; a match sets the captures. */
        record Match(Value subject, Pattern pattern, boolean negated) implements Condition {}

        /** {@code -f}, {@code -d}, {@code -e}, {@code -x} and their negations. */
        record FileTest(char test, Value path, boolean negated) implements Condition {}
    }
}

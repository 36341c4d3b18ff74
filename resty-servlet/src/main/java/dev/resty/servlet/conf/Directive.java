// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.phase.PhaseHandler;
import dev.resty.waf.Waf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directive as it is written, before anything is known of its meaning. What a file is read into, and what the Java
 * builder and Spring properties produce, so that all three pass the same checks.
 *
 * @param name the directive's name
 * @param args its arguments, quotes and escapes resolved, each an ISO-8859-1 view of bytes; of a {@code *_by_lua_block}
 *     the code is the last one
 * @param block what stands in its braces; null where it ends with a semicolon or is a Lua block
 * @param java what only Java code can give: the {@link PhaseHandler} of a {@code *_by_java} directive, the {@link Waf} of
 *     {@code modsecurity_by_java}; null for all others
 * @param position where it begins
 * @param endLine the line of its semicolon or opening brace, which is what OpenResty names chunks by
 */
public record Directive(
        String name,
        List<String> args,
        @Nullable List<Directive> block,
        @Nullable Object java,
        Position position,
        int endLine) {

    private static final Position JAVA = new Position("java", 0);

    /** A simple directive that Java code makes. */
    public static Directive of(String name, String... args) {
        return new Directive(name, List.of(args), null, null, JAVA, 0);
    }

    /** A directive with a block that Java code makes. */
    public static Directive block(String name, List<String> args, List<Directive> block) {
        return new Directive(name, List.copyOf(args), List.copyOf(block), null, JAVA, 0);
    }

    /**
     * Java code for a phase: {@code server_rewrite_by_java}, {@code rewrite_by_java}, {@code access_by_java},
     * {@code precontent_by_java}, {@code content_by_java}, {@code header_filter_by_java}, {@code body_filter_by_java},
     * {@code log_by_java}.
     */
    public static Directive java(String name, PhaseHandler handler) {
        return new Directive(name, List.of(), null, handler, JAVA, 0);
    }

    /** {@code modsecurity_by_java}: the rules that a Java program has loaded. */
    public static Directive waf(Waf waf) {
        return new Directive("modsecurity_by_java", List.of(), null, waf, JAVA, 0);
    }

    /** The same directive, with its own and its block's errors naming another origin, such as a property. */
    public Directive at(String origin) {
        List<Directive> inside = block == null
                ? null
                : block.stream().map(inner -> inner.at(origin)).toList();
        return new Directive(name, args, inside, java, new Position(origin, 0), 0);
    }

    /** The same with another block. */
    public Directive withBlock(List<Directive> other) {
        return new Directive(name, args, List.copyOf(other), java, position, endLine);
    }

    /** The argument at {@code i}, from 0. */
    String arg(int i) {
        return args.get(i);
    }

    /** What is wrong with it. */
    ConfException error(String reason, String remedy) {
        return new ConfException(reason, remedy, name, position);
    }

    /** Whether a directive of this name is followed by Lua code in braces. */
    static boolean isLuaBlock(String name) {
        return name.endsWith("_by_lua_block");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.FunctionBody;
import java.util.function.Function;

/**
 * Makes JVM classes of Lua functions: a hidden class each, which lives as long as its template or a closure does. A function
 * is compiled when the first closure of it is made; one that is too large for HotSpot is divided into several methods. Where
 * a single expression is too large it is interpreted, but the functions in it are compiled; a chunk with an expression that is
 * too deep is interpreted altogether. Safe for concurrent use.
 */
public final class Compiler {

    /** HotSpot leaves larger methods to its interpreter, which is slower than ours. */
    private static final int HUGE = 7_999;

    private Compiler() {}

    /** The template of a chunk's main function. */
    public static Template compile(FunctionBody chunk) {
        return compile(chunk, HUGE);
    }

    /**
     * The template of a chunk's main function, with functions divided that would become larger methods than usual.
     *
     * @param largestMethod how many bytes of code a method can have
     */
    public static Template compile(FunctionBody chunk, int largestMethod) {
        return templates(chunk, largestMethod).apply(chunk);
    }

    /** The templates of a chunk and the functions in it, the same one for a function each time. */
    public static Function<FunctionBody, Template> templates(FunctionBody chunk) {
        return templates(chunk, HUGE);
    }

    private static Function<FunctionBody, Template> templates(FunctionBody chunk, int largestMethod) {
        if (chunk.isDeep()) {
            return InterpretedTemplate::new;
        }
        CompiledChunk shared = new CompiledChunk(chunk, largestMethod);
        return shared::inner;
    }
}

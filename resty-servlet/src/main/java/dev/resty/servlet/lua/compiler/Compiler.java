// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.FunctionBody;
import java.util.function.Function;

/**
 * Makes JVM classes of Lua functions: a hidden class each, which lives as long as its template or a closure does. Safe for
 * concurrent use.
 */
public final class Compiler {

    private final Function<FunctionBody, Template> interpreter;

    /**
     * A compiler.
     *
     * @param interpreter gives templates for functions that can't be compiled, those in them included
     */
    public Compiler(Function<FunctionBody, Template> interpreter) {
        this.interpreter = interpreter;
    }

    /** The template of a function; it is compiled when the first closure is made, and so are the functions in it. */
    public Template compile(FunctionBody function) {
        return new CompiledTemplate(new CompiledChunk(function, interpreter), function);
    }

    /** The templates of a chunk and the functions in it, for those who make closures themselves. */
    public Function<FunctionBody, Template> templates(FunctionBody chunk) {
        CompiledChunk shared = new CompiledChunk(chunk, interpreter);
        return function -> new CompiledTemplate(shared, function);
    }
}

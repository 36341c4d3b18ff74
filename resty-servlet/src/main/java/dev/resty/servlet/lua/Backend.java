// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.FunctionBody;

/** A way to run Lua source that is a syntax tree. Safe for concurrent use. */
@FunctionalInterface
public interface Backend {

    /** Walks the tree: ready at once, slow. */
    Backend INTERPRETER = CodePolicy.INTERPRETED;

    /** Makes a JVM class of every function. */
    Backend COMPILER = CodePolicy.COMPILED;

    /**
     * The usual way: compiles all but chunks that have no loop and run for the first or second time. The system property
     * {@code dev.resty.lua}, where it is {@code compiled} or {@code interpreted}, makes it another.
     *
     * @throws IllegalArgumentException where the property is none of these nor {@code mixed}; the message tells what it can be
     */
    static Backend usual() {
        return CodePolicy.configured();
    }

    /** Makes what creates the function of a whole chunk. */
    Template template(FunctionBody chunk);
}

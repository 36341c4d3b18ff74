// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.FunctionBody;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the functions of a chunk share while they are compiled. */
final class CompiledChunk {

    /** To be held while a function is compiled. */
    final ReentrantLock lock = new ReentrantLock();

    /** What runs functions that can't be compiled. */
    final Function<FunctionBody, Template> interpreter;

    private final FunctionBody root;
    private @Nullable Analysis analysis;

    CompiledChunk(FunctionBody function, Function<FunctionBody, Template> interpreter) {
        FunctionBody outermost = function;
        for (FunctionBody outer = function; outer != null; outer = outer.parent()) {
            outermost = outer;
        }
        this.root = outermost;
        this.interpreter = interpreter;
    }

    /** What is known of the chunk. With the lock only. */
    Analysis analysis() {
        Analysis known = analysis;
        if (known == null) {
            known = Analysis.of(root);
            analysis = known;
        }
        return known;
    }
}

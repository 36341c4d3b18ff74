// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.FunctionBody;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the functions of a chunk share while they are compiled. */
final class CompiledChunk {

    /** To be held while a function is compiled. */
    final ReentrantLock lock = new ReentrantLock();

    /** A function is compiled once, whether what makes closures of it is interpreted or compiled. */
    private final ConcurrentMap<FunctionBody, CompiledTemplate> inner = new ConcurrentHashMap<>();

    private final FunctionBody root;
    private final int largestMethod;
    private @Nullable Analysis analysis;

    CompiledChunk(FunctionBody function, int largestMethod) {
        this.largestMethod = largestMethod;
        FunctionBody outermost = function;
        for (FunctionBody outer = function; outer != null; outer = outer.parent()) {
            outermost = outer;
        }
        this.root = outermost;
    }

    /** The template of a function inside the chunk. */
    CompiledTemplate inner(FunctionBody function) {
        return inner.computeIfAbsent(function, body -> new CompiledTemplate(this, body));
    }

    /** How many bytes of code a method can have. */
    int largestMethod() {
        return largestMethod;
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

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.compiler.Compiler;
import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.Locale;
import java.util.function.Function;

/**
 * Which functions are compiled and which interpreted. The system property {@code dev.resty.lua} set to {@code compiled} or
 * {@code interpreted} has all of them so.
 */
enum CodePolicy implements Backend {
    /**
     * All are compiled, but for the main functions of chunks that have no loop: those mostly run once, and are compiled
     * when they run for the third time.
     */
    MIXED {
        @Override
        public Template template(FunctionBody chunk) {
            Function<FunctionBody, Template> compiled = Compiler.templates(chunk);
            return hasLoop(chunk.body())
                    ? compiled.apply(chunk)
                    : new WarmingTemplate(new InterpretedTemplate(chunk, compiled), compiled);
        }
    },

    /** All are compiled that can be. */
    COMPILED {
        @Override
        public Template template(FunctionBody chunk) {
            return Compiler.compile(chunk);
        }
    },

    /** None are compiled. */
    INTERPRETED {
        @Override
        public Template template(FunctionBody chunk) {
            return new InterpretedTemplate(chunk);
        }
    };

    /** What the system property asks for, else {@link #MIXED}. */
    static CodePolicy configured() {
        String name = System.getProperty("dev.resty.lua", "mixed");
        for (CodePolicy policy : values()) {
            if (policy.name().equals(name.toUpperCase(Locale.ROOT))) {
                return policy;
            }
        }
        throw new IllegalArgumentException(
                "the system property dev.resty.lua must be mixed, compiled or interpreted, not '" + name + "'");
    }

    /** The template of a chunk's main function. May be shared by workers. */
    @Override
    public abstract Template template(FunctionBody chunk);

    private static boolean hasLoop(Block block) {
        return block.statements().stream().anyMatch(CodePolicy::loops);
    }

    private static boolean loops(Statement statement) {
        if (statement instanceof Statement.Do s) {
            return hasLoop(s.body());
        }
        if (statement instanceof Statement.If s) {
            Block otherwise = s.otherwise();
            return s.branches().stream().anyMatch(branch -> hasLoop(branch.body()))
                    || otherwise != null && hasLoop(otherwise);
        }
        return statement instanceof Statement.While
                || statement instanceof Statement.Repeat
                || statement instanceof Statement.NumericFor
                || statement instanceof Statement.GenericFor
                || statement instanceof Statement.Goto;
    }
}

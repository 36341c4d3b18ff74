// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.Backend;
import dev.resty.servlet.lua.compiler.Compiler;
import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random programs do the same however they are run. {@code -Dlua.fuzz.seed} is the first program's seed, {@code
 * -Dlua.fuzz.programs} how many there are, and {@code -Dlua.fuzz.luajit} a LuaJIT to compare with.
 */
class DifferentialFuzzTest {

    private static final Backend COMPILED = Compiler::compile;
    private static final Backend DIVIDED = chunk -> Compiler.compile(chunk, 300);
    private static final Backend INTERPRETED = InterpretedTemplate::new;

    private final long seed = Long.getLong("lua.fuzz.seed", 1_000_000);
    private final int programs = Integer.getInteger("lua.fuzz.programs", 10_000);

    @Test
    void randomPrograms_compiled_doAsInterpreted() {
        check(new WorkerEngine(COMPILED), new WorkerEngine(INTERPRETED), programs);
    }

    @Test
    void randomPrograms_inSmallParts_doAsInterpreted() {
        check(new WorkerEngine(DIVIDED), new WorkerEngine(INTERPRETED), Math.max(1, programs / 100));
    }

    @Test
    @EnabledIfSystemProperty(named = "lua.fuzz.luajit", matches = ".+")
    void randomPrograms_interpreted_doAsInLuaJit() {
        check(new WorkerEngine(INTERPRETED), new LuaJit(System.getProperty("lua.fuzz.luajit")), programs);
    }

    private void check(Engine one, Engine other, int count) {
        Comparison comparison = new Comparison(one, other).run(seed, count);
        assertThat(String.join("\n", comparison.differences()))
                .as(comparison.differing() + " of " + count + " programs differ")
                .isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Code;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.runtime.Vm;
import dev.resty.servlet.lua.syntax.FunctionBody;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.MethodTooLargeException;

/** A function that is compiled when the first closure of it is made. Safe for concurrent use. */
final class CompiledTemplate implements Template {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** How often a function is divided, each time into smaller parts. */
    private static final int TRIES = 3;

    private final CompiledChunk chunk;
    private final Code code;
    private volatile @Nullable Maker maker;

    CompiledTemplate(CompiledChunk chunk, FunctionBody function) {
        this.chunk = chunk;
        this.code = new Code(function);
    }

    @Override
    public Code code() {
        return code;
    }

    @Override
    public Closure create(Vm vm, LuaTable environment, Object[] upvalues) {
        return maker().make(vm, environment, upvalues);
    }

    /** What makes closures; compiles where nobody has yet. */
    Maker maker() {
        Maker made = maker;
        return made != null ? made : compile();
    }

    /** The template of a function inside this one. */
    CompiledTemplate inner(FunctionBody function) {
        return chunk.inner(function);
    }

    private Maker compile() {
        chunk.lock.lock();
        try {
            Maker made = maker;
            if (made == null) {
                made = define();
                maker = made;
            }
            return made;
        } finally {
            chunk.lock.unlock();
        }
    }

    private Maker define() {
        if (chunk.analysis().asksForLocals()) {
            return interpreted();
        }
        Maker whole = build(null);
        for (int part = chunk.largestMethod() / 4, tries = 0; whole == null && tries < TRIES; part /= 2, tries++) {
            whole = build(Divider.divide(code.function(), chunk.analysis(), part));
        }
        return whole != null ? whole : interpreted();
    }

    private Maker interpreted() {
        return new InterpretedTemplate(code.function(), this::inner)::create;
    }

    private @Nullable Maker build(@Nullable Division division) {
        ClassBuilder builder = new ClassBuilder(this, chunk.analysis(), chunk.largestMethod(), division);
        byte[] file;
        try {
            file = builder.build();
        } catch (TooLargeException | MethodTooLargeException | ClassTooLargeException e) {
            return null;
        }
        code.places(builder.placeArray());
        if (builder.isNoted()) {
            code.note();
        }
        Object[] constants = builder.data();
        Object[] data = Arrays.copyOf(constants, constants.length + 1);
        try {
            Class<?> type =
                    LOOKUP.defineHiddenClassWithClassData(file, data, true).lookupClass();
            CallStack.compiled(type, code);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a class can't be defined in its own package", e);
        }
        return (Maker) data[constants.length];
    }
}

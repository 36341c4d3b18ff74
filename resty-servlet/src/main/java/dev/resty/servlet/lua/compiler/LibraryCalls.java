// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.FieldSite;
import dev.resty.servlet.lua.runtime.Intrinsic;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.syntax.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Emits calls of what may be a library function that has a static form, an {@link Intrinsic}: that is tried where the
 * function is the one that the code's text names, and the function is called where it isn't, or where the static form refuses.
 */
final class LibraryCalls {

    private final FunctionEmitter f;
    private final Assembler asm;
    private final Expressions expressions;
    private final Pairs pairs;

    LibraryCalls(FunctionEmitter f, Expressions expressions, Pairs pairs) {
        this.f = f;
        this.asm = f.asm;
        this.expressions = expressions;
        this.pairs = pairs;
    }

    /** A call with its function and arguments evaluated. */
    private record Prepared(int line, @Nullable String name, int function, Pairs.Pair[] arguments) {}

    /** Calls for the first result; pushes it. */
    void value(Expression call, Intrinsic intrinsic) {
        int mark = f.mark();
        Prepared prepared = prepare(call, intrinsic);
        Label other = new Label();
        Label end = new Label();
        attempt(prepared, intrinsic, other);
        Class<?> result = intrinsic.type().returnType();
        if (result == double.class) {
            int number = f.reserve(2);
            asm.op(Opcodes.DUP2);
            asm.storeDouble(number);
            asm.loadDouble(number);
            asm.op(Opcodes.DCMPL);
            asm.jump(Opcodes.IFNE, other);
            asm.loadDouble(number);
            asm.box();
        } else if (result == boolean.class) {
            asm.jump(Opcodes.IFEQ, other);
            asm.nil();
        } else {
            int value = f.reserve(1);
            asm.op(Opcodes.DUP);
            asm.store(value);
            asm.jump(Opcodes.IFNULL, other);
            asm.load(value);
        }
        asm.jump(end);
        asm.label(other);
        call(prepared);
        asm.label(end);
        f.release(mark);
    }

    /** Calls for the first result, which is mostly a number, to a pair. */
    void number(Expression call, Intrinsic intrinsic, Pairs.Pair result) {
        Prepared prepared = prepare(call, intrinsic);
        Label other = new Label();
        Label end = new Label();
        attempt(prepared, intrinsic, other);
        asm.op(Opcodes.DUP2);
        asm.storeDouble(result.number());
        pairs.forgetOther(result, other);
        asm.jump(end);
        asm.label(other);
        call(prepared);
        pairs.split(result);
        asm.label(end);
    }

    /**
     * Jumps where {@code type(value) == "name"} is {@code when}.
     *
     * @param test the method of {@link Dispatch} that tells values of that type
     */
    void typeTest(Expression.Call call, Intrinsic type, String test, Runnable otherwise, Label target, boolean when) {
        int mark = f.mark();
        Prepared prepared = prepare(call, type);
        Label other = new Label();
        Label end = new Label();
        guard(prepared, type, other);
        asm.load(prepared.arguments[0].other());
        asm.dispatch(test, Jvm.values(1, "Z"));
        asm.jump(when ? Opcodes.IFNE : Opcodes.IFEQ, target);
        asm.jump(end);
        asm.label(other);
        call(prepared);
        otherwise.run();
        asm.label(end);
        f.release(mark);
    }

    private Prepared prepare(Expression call, Intrinsic intrinsic) {
        Pairs.Pair[] arguments = new Pairs.Pair[intrinsic.type().parameterCount()];
        if (call instanceof Expression.MethodCall c) {
            int object = keep(c.object());
            f.vm();
            asm.load(object);
            expressions.text(c.name());
            f.at(c.line(), f.name(c.object()), null, "__index");
            expressions.site(new FieldSite());
            asm.operator("method", "(" + Jvm.W + Jvm.V + Jvm.S + Jvm.F + ")" + Jvm.V);
            int function = f.reserve(1);
            asm.store(function);
            arguments[0] = Pairs.Pair.ofValue(object);
            arguments(c.arguments(), intrinsic, arguments);
            return new Prepared(c.line(), "method '" + LuaText.view(c.name()) + "'", function, arguments);
        }
        Expression.Call c = (Expression.Call) call;
        int function = keep(c.function());
        arguments(c.arguments(), intrinsic, arguments);
        return new Prepared(c.line(), f.name(c.function()), function, arguments);
    }

    private void arguments(List<Expression> given, Intrinsic intrinsic, Pairs.Pair[] arguments) {
        int first = arguments.length - given.size();
        for (int i = 0; i < given.size(); i++) {
            boolean number = intrinsic.type().parameterType(first + i) == double.class;
            arguments[first + i] = number ? pairs.pair(given.get(i)) : Pairs.Pair.ofValue(keep(given.get(i)));
        }
    }

    private int keep(Expression expression) {
        int variable = f.reserve(1);
        expressions.value(expression);
        asm.store(variable);
        return variable;
    }

    private void guard(Prepared prepared, Intrinsic intrinsic, Label other) {
        asm.load(prepared.function);
        asm.integer(intrinsic.function());
        asm.dispatch("isLibrary", "(" + Jvm.V + "I)Z");
        asm.jump(Opcodes.IFEQ, other);
    }

    /** Pushes what the static form gives; jumps where it can't be called. */
    private void attempt(Prepared prepared, Intrinsic intrinsic, Label other) {
        guard(prepared, intrinsic, other);
        for (Pairs.Pair argument : prepared.arguments) {
            if (!argument.isValue()) {
                pairs.otherIfNone(argument, other);
            }
        }
        for (Pairs.Pair argument : prepared.arguments) {
            if (argument.isValue()) {
                asm.load(argument.other());
            } else {
                asm.loadDouble(argument.number());
            }
        }
        asm.invokeStatic(
                Type.getInternalName(intrinsic.owner()),
                intrinsic.method(),
                intrinsic.type().toMethodDescriptorString());
    }

    private void call(Prepared prepared) {
        asm.load(prepared.function);
        asm.dispatch("callable", "(" + Jvm.V + ")" + Jvm.descriptor(Jvm.CALLABLE));
        for (Pairs.Pair argument : prepared.arguments) {
            if (argument.isValue()) {
                asm.load(argument.other());
            } else {
                pairs.pushValue(argument);
            }
        }
        f.atCall(prepared.line, false, prepared.name);
        asm.invokeVirtual(Jvm.CALLABLE, "call", Jvm.values(prepared.arguments.length, Jvm.V));
    }
}

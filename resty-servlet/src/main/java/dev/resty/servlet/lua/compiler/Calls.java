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

/** Emits calls. Up to five arguments go without a list. */
final class Calls {

    private static final int MOST_DIRECT = 5;

    private final FunctionEmitter f;
    private final Assembler asm;

    Calls(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
    }

    /** What was pushed for a call. */
    private record Pushed(int line, @Nullable String name, boolean self, int arguments) {

        /** The number of {@link #arguments} where there is a list. */
        static final int LIST = -1;
    }

    /** Calls for the first result. */
    void first(Expression call) {
        if (isDirect(call)) {
            direct((Expression.Call) call);
            if (f.type.bodyType().isNumberResult()) {
                asm.box();
            }
            return;
        }
        Intrinsic intrinsic = f.analysis.intrinsic(call);
        if (intrinsic != null) {
            f.expressions.library.value(call, intrinsic);
            return;
        }
        Pushed pushed = push(call);
        f.atCall(pushed.line, false, pushed.name);
        invokeFirst(pushed);
    }

    /** Calls for the first result, as a double; false where it can't be had so, and nothing was emitted. */
    boolean number(Expression call) {
        if (isDirect(call) && f.type.bodyType().isNumberResult()) {
            direct((Expression.Call) call);
            return true;
        }
        return false;
    }

    /** Whether the function calls itself, for its one result. */
    private boolean isDirect(Expression call) {
        return call instanceof Expression.Call c
                && f.type.isDirect()
                && isSelf(c.function())
                && canJump(f.function, c.arguments());
    }

    private void direct(Expression.Call call) {
        asm.load(0);
        arguments(call.arguments());
        f.atCall(call.line(), false, f.name(call.function()));
        BodyType bodyType = f.type.bodyType();
        asm.invokeVirtual(f.type.name(), f.type.firstBody(), bodyType.descriptor(true));
    }

    /** Pushes exactly the arguments that the function's statements take. */
    private void arguments(List<Expression> arguments) {
        BodyType bodyType = f.type.bodyType();
        int parameters = bodyType.parameters();
        for (int i = 0; i < arguments.size(); i++) {
            if (i >= parameters) {
                f.expressions.discard(arguments.get(i));
            } else if (bodyType.isNumber(i)) {
                f.expressions.number(arguments.get(i));
            } else {
                f.expressions.value(arguments.get(i));
            }
        }
        for (int i = arguments.size(); i < parameters; i++) {
            asm.nil();
        }
    }

    /** Calls for all results. */
    void all(Expression call) {
        Pushed pushed = push(call);
        f.atCall(pushed.line, false, pushed.name);
        invokeAll(pushed);
    }

    /** Calls for the effects. */
    void effect(Expression call) {
        first(call);
        asm.op(Opcodes.POP);
    }

    /** {@code return function(...)}: the whole of the statement. */
    void tail(Expression call) {
        if (call instanceof Expression.Call c && isSelf(c.function()) && jumpToStart(c.arguments())) {
            return;
        }
        Pushed pushed = push(call);
        Label deep = new Label();
        f.vm();
        asm.dispatch("isDeep", "(" + Jvm.W + ")Z");
        asm.jump(Opcodes.IFNE, deep);
        f.atCall(pushed.line, true, pushed.name);
        if (f.single) {
            invokeFirst(pushed);
        } else {
            invokeAll(pushed);
        }
        f.leave();
        f.parts.returnTop(false);
        asm.label(deep);
        f.leave();
        String types = pushed.arguments == Pushed.LIST ? Jvm.M : Jvm.V.repeat(pushed.arguments);
        f.atCall(pushed.line, true, pushed.name);
        asm.dispatch("defer", "(" + Jvm.descriptor(Jvm.CALLABLE) + types + ")" + Jvm.M);
        if (f.single) {
            asm.invokeVirtual(Jvm.VARARGS, "arg1", "()" + Jvm.V);
        }
        f.parts.returnTop(false);
    }

    /** Whether a call is one that {@link #tail} turns into a jump. */
    static boolean isJump(dev.resty.servlet.lua.syntax.FunctionBody function, Expression call) {
        return call instanceof Expression.Call c
                && c.function() instanceof Expression.Local local
                && local.variable() == function.self()
                && canJump(function, c.arguments());
    }

    private static boolean canJump(dev.resty.servlet.lua.syntax.FunctionBody function, List<Expression> arguments) {
        return !function.isVararg()
                && (arguments.isEmpty()
                        || !arguments.get(arguments.size() - 1).isMultiple()
                        || arguments.size() > function.parameters().size());
    }

    private boolean isSelf(Expression function) {
        return function instanceof Expression.Local local && local.variable() == f.function.self();
    }

    private boolean jumpToStart(List<Expression> arguments) {
        if (!canJump(f.function, arguments)) {
            return false;
        }
        BodyType bodyType = f.type.bodyType();
        arguments(arguments);
        for (int i = bodyType.parameters() - 1; i >= 0; i--) {
            if (f.isPart()) {
                f.store(f.division().argument(i));
            } else if (bodyType.isNumber(i)) {
                asm.storeDouble(bodyType.variable(i));
            } else {
                asm.store(bodyType.variable(i));
            }
        }
        if (f.isPart()) {
            f.parts.exit(Division.RESTARTED);
        } else {
            again();
        }
        return true;
    }

    private void again() {
        f.poll(f.function.firstLine());
        asm.jump(f.start);
    }

    /** Begins the function anew with the arguments that a part has left. */
    void restart() {
        BodyType bodyType = f.type.bodyType();
        for (int i = 0; i < bodyType.parameters(); i++) {
            f.load(f.division().argument(i));
            if (bodyType.isNumber(i)) {
                asm.storeDouble(bodyType.variable(i));
            } else {
                asm.store(bodyType.variable(i));
            }
        }
        again();
    }

    private Pushed push(Expression call) {
        if (call instanceof Expression.MethodCall c) {
            return pushMethod(c);
        }
        Expression.Call c = (Expression.Call) call;
        boolean self = isSelf(c.function());
        f.expressions.value(c.function());
        if (!self) {
            asm.dispatch("callable", "(" + Jvm.V + ")" + Jvm.descriptor(Jvm.CALLABLE));
        }
        return new Pushed(c.line(), f.name(c.function()), self, pushArguments(c.arguments(), false));
    }

    private Pushed pushMethod(Expression.MethodCall c) {
        int mark = f.mark();
        int object = f.reserve(1);
        f.expressions.value(c.object());
        asm.store(object);
        f.vm();
        asm.load(object);
        f.expressions.text(c.name());
        f.at(c.line(), f.name(c.object()), null, "__index");
        f.expressions.site(new FieldSite());
        asm.operator("method", "(" + Jvm.W + Jvm.V + Jvm.S + Jvm.F + ")" + Jvm.V);
        asm.dispatch("callable", "(" + Jvm.V + ")" + Jvm.descriptor(Jvm.CALLABLE));
        asm.load(object);
        f.release(mark);
        String name = "method '" + LuaText.view(c.name()) + "'";
        return new Pushed(c.line(), name, false, pushArguments(c.arguments(), true));
    }

    /** Pushes arguments; where the object is pushed already, after it. */
    private int pushArguments(List<Expression> arguments, boolean object) {
        int count = arguments.size() + (object ? 1 : 0);
        boolean open =
                !arguments.isEmpty() && arguments.get(arguments.size() - 1).isMultiple();
        if (!open && count <= MOST_DIRECT) {
            arguments.forEach(f.expressions::value);
            return count;
        }
        f.expressions.list(arguments);
        if (object) {
            asm.dispatch("list", "(" + Jvm.V + Jvm.M + ")" + Jvm.M);
        }
        return Pushed.LIST;
    }

    private void invokeFirst(Pushed pushed) {
        String owner = pushed.self ? f.type.name() : Jvm.CALLABLE;
        if (pushed.arguments == Pushed.LIST) {
            asm.invokeVirtual(owner, "invoke", "(" + Jvm.M + ")" + Jvm.M);
            asm.invokeVirtual(Jvm.VARARGS, "arg1", "()" + Jvm.V);
        } else {
            asm.invokeVirtual(owner, "call", Jvm.values(pushed.arguments, Jvm.V));
        }
    }

    private void invokeAll(Pushed pushed) {
        String owner = pushed.self ? f.type.name() : Jvm.CALLABLE;
        if (pushed.arguments == Pushed.LIST) {
            asm.invokeVirtual(owner, "invoke", "(" + Jvm.M + ")" + Jvm.M);
        } else {
            String name = pushed.arguments == 0 ? "invoke" : "invoke" + pushed.arguments;
            asm.invokeVirtual(owner, name, Jvm.values(pushed.arguments, Jvm.M));
        }
    }
}

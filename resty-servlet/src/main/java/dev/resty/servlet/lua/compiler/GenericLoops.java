// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Emits {@code for variables in iterators do}. Where the iterator turns out to be that of {@code pairs} or {@code ipairs}, the
 * loop walks the table itself.
 */
final class GenericLoops {

    private final FunctionEmitter f;
    private final Assembler asm;
    private final int function;
    private final int state;
    private final int control;

    /** What {@link Traversal#kind} says. */
    private final int kind;

    /** Where in the table the loop is. */
    private final int position;

    /** The second variable's value. */
    private final int second;

    /** All values of a turn, where the loop calls. */
    private final int list;

    GenericLoops(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
        this.function = f.reserve(1);
        this.state = f.reserve(1);
        this.control = f.reserve(1);
        this.kind = f.reserve(1);
        this.position = f.reserve(1);
        this.second = f.reserve(1);
        this.list = f.reserve(1);
    }

    /** Emits the loop; the label is put by the caller. */
    void loop(Statement.GenericFor s, Label end) {
        iterators(s.iterators(), function, state, control);
        asm.load(function);
        asm.load(state);
        asm.load(control);
        asm.invokeStatic(Jvm.TRAVERSAL, "kind", Jvm.values(3, "I"));
        asm.code().visitVarInsn(Opcodes.ISTORE, kind);
        asm.op(Opcodes.ICONST_0);
        asm.code().visitVarInsn(Opcodes.ISTORE, position);
        asm.load(function);
        asm.dispatch("callable", "(" + Jvm.V + ")" + Jvm.descriptor(Jvm.CALLABLE));
        asm.store(function);
        asm.none();
        asm.store(list);
        Label top = new Label();
        Label bound = new Label();
        Label calls = new Label();
        asm.label(top);
        asm.code().visitVarInsn(Opcodes.ILOAD, kind);
        asm.jump(Opcodes.IFEQ, calls);
        walk(calls, end);
        asm.jump(bound);
        asm.label(calls);
        call(s, end);
        asm.label(bound);
        bind(s.variables());
        f.statements.block(s.body());
        f.loops.again(top, s.line());
    }

    /** The next entry of the table; {@code calls} where it is the iterator that must say what comes next. */
    private void walk(Label calls, Label end) {
        asm.load(state);
        asm.code().visitTypeInsn(Opcodes.CHECKCAST, Jvm.TABLE);
        asm.code().visitVarInsn(Opcodes.ILOAD, kind);
        asm.code().visitVarInsn(Opcodes.ILOAD, position);
        asm.load(control);
        asm.invokeStatic(Jvm.TRAVERSAL, "next", "(" + Jvm.descriptor(Jvm.TABLE) + "II" + Jvm.V + ")I");
        asm.op(Opcodes.DUP);
        asm.code().visitVarInsn(Opcodes.ISTORE, position);
        asm.jump(Opcodes.IFEQ, end);
        asm.code().visitVarInsn(Opcodes.ILOAD, position);
        asm.jump(Opcodes.IFLT, calls);
        element("value");
        asm.store(second);
        element("key");
        asm.store(control);
    }

    private void element(String which) {
        asm.load(state);
        asm.code().visitTypeInsn(Opcodes.CHECKCAST, Jvm.TABLE);
        asm.code().visitVarInsn(Opcodes.ILOAD, kind);
        asm.code().visitVarInsn(Opcodes.ILOAD, position);
        asm.invokeStatic(Jvm.TRAVERSAL, which, "(" + Jvm.descriptor(Jvm.TABLE) + "II)" + Jvm.V);
    }

    private void call(Statement.GenericFor s, Label end) {
        asm.load(function);
        asm.code().visitTypeInsn(Opcodes.CHECKCAST, Jvm.CALLABLE);
        asm.load(state);
        asm.load(control);
        asm.at(new Place(s.line(), false, null, null, "(for generator)", List.of()));
        if (s.variables().size() == 1) {
            asm.invokeVirtual(Jvm.CALLABLE, "call", Jvm.values(2, Jvm.V));
            asm.op(Opcodes.DUP);
            asm.store(second);
        } else {
            asm.invokeVirtual(Jvm.CALLABLE, "invoke2", Jvm.values(2, Jvm.M));
            asm.op(Opcodes.DUP);
            asm.store(list);
            asm.integer(2);
            asm.invokeVirtual(Jvm.VARARGS, "arg", "(I)" + Jvm.V);
            asm.store(second);
            asm.load(list);
            f.assignments.element(0);
        }
        asm.op(Opcodes.DUP);
        asm.store(control);
        asm.nil();
        asm.jump(Opcodes.IF_ACMPEQ, end);
    }

    private void bind(List<LocalVariable> variables) {
        for (int i = 0; i < variables.size(); i++) {
            Slot slot = f.declare(variables.get(i));
            if (i < 2) {
                asm.load(i == 0 ? control : second);
            } else {
                asm.load(list);
                f.assignments.element(i);
            }
            f.assignments.begin(slot);
        }
    }

    private void iterators(List<Expression> expressions, int... variables) {
        for (int i = 0; i < expressions.size(); i++) {
            Expression expression = expressions.get(i);
            if (i == expressions.size() - 1 && i < variables.length - 1 && expression.isMultiple()) {
                f.expressions.values(expression);
                for (int k = i; k < variables.length; k++) {
                    if (k < variables.length - 1) {
                        asm.op(Opcodes.DUP);
                    }
                    f.assignments.element(k - i);
                    asm.store(variables[k]);
                }
                return;
            }
            if (i < variables.length) {
                f.loops.keep(expression, variables[i]);
            } else {
                f.expressions.discard(expression);
            }
        }
        for (int i = expressions.size(); i < variables.length; i++) {
            asm.nil();
            asm.store(variables[i]);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emits loops. Each turn looks whether somebody wants the code to stop. */
final class Loops {

    private final FunctionEmitter f;
    private final Assembler asm;
    private final Deque<Label> ends = new ArrayDeque<>();

    Loops(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
    }

    /** Where {@code break} leads to; null outside of the method's loops. */
    @Nullable Label end() {
        return ends.peek();
    }

    /** Emits a loop. */
    void loop(Statement statement) {
        int mark = f.mark();
        Label end = new Label();
        ends.push(end);
        f.groups.beginLoop();
        if (statement instanceof Statement.While s) {
            whileLoop(s, end);
        } else if (statement instanceof Statement.Repeat s) {
            repeat(s);
        } else if (statement instanceof Statement.NumericFor s) {
            numeric(s, end);
        } else if (statement instanceof Statement.GenericFor s) {
            new GenericLoops(f).loop(s, end);
        } else {
            throw new IllegalStateException("no statement: " + statement);
        }
        ends.pop();
        f.groups.endLoop();
        asm.label(end);
        f.statements.reached();
        f.release(mark);
    }

    /** Begins the next turn, where control gets there. */
    void again(Label top, int line) {
        if (f.statements.isReachable()) {
            f.poll(line);
            asm.jump(top);
        }
    }

    private void whileLoop(Statement.While s, Label end) {
        Label top = new Label();
        asm.label(top);
        f.expressions.condition(s.condition(), end, false);
        f.statements.block(s.body());
        again(top, s.line());
    }

    private void repeat(Statement.Repeat s) {
        Label top = new Label();
        asm.label(top);
        f.statements.open(s.body());
        if (f.statements.isReachable()) {
            Label done = new Label();
            f.expressions.condition(s.condition(), done, true);
            f.poll(s.line());
            asm.jump(top);
            asm.label(done);
        }
    }

    private void numeric(Statement.NumericFor s, Label end) {
        if (f.analysis.isWhole(s)) {
            whole(s, end);
            return;
        }
        int index = f.reserve(2);
        int limit = f.reserve(2);
        Expression step = s.step();
        double constant = step == null ? 1 : step instanceof Expression.Number n ? n.value() : Double.NaN;
        int stride = Double.isNaN(constant) ? f.reserve(2) : -1;
        bounds(s, index, limit, stride);
        Label top = new Label();
        asm.label(top);
        if (stride < 0) {
            check(index, limit, isNegative(constant), end);
        } else {
            asm.loadDouble(index);
            asm.loadDouble(limit);
            asm.loadDouble(stride);
            asm.invokeStatic(Jvm.ARITHMETIC, "goesOn", "(DDD)Z");
            asm.jump(Opcodes.IFEQ, end);
        }
        asm.loadDouble(index);
        turn(s.variable());
        f.statements.block(s.body());
        if (f.statements.isReachable()) {
            asm.loadDouble(index);
            if (stride < 0) {
                asm.number(constant);
            } else {
                asm.loadDouble(stride);
            }
            asm.op(Opcodes.DADD);
            asm.storeDouble(index);
            again(top, s.line());
        }
    }

    static boolean isNegative(double step) {
        return Double.doubleToRawLongBits(step) < 0;
    }

    private void check(int index, int limit, boolean down, Label end) {
        asm.loadDouble(index);
        asm.loadDouble(limit);
        asm.op(down ? Opcodes.DCMPL : Opcodes.DCMPG);
        asm.jump(down ? Opcodes.IFLT : Opcodes.IFGT, end);
    }

    /** Evaluates the bounds in order, and only then looks whether they are numbers. */
    private void bounds(Statement.NumericFor s, int index, int limit, int stride) {
        Expression step = s.step();
        boolean numbers = f.expressions.isNumber(s.start())
                && f.expressions.isNumber(s.limit())
                && (stride < 0 || step == null || f.expressions.isNumber(step));
        if (numbers) {
            f.expressions.number(s.start());
            asm.storeDouble(index);
            f.expressions.number(s.limit());
            asm.storeDouble(limit);
            if (stride >= 0 && step != null) {
                f.expressions.number(step);
                asm.storeDouble(stride);
            }
            return;
        }
        int mark = f.mark();
        int[] values = {f.reserve(1), f.reserve(1), f.reserve(1)};
        keep(s.start(), values[0]);
        keep(s.limit(), values[1]);
        if (stride >= 0 && step != null) {
            keep(step, values[2]);
        }
        convert(s.line(), values[0], "initial value", index);
        convert(s.line(), values[1], "limit", limit);
        if (stride >= 0) {
            convert(s.line(), values[2], "step", stride);
        }
        f.release(mark);
    }

    void keep(Expression expression, int variable) {
        f.expressions.value(expression);
        asm.store(variable);
    }

    private void convert(int line, int value, String what, int variable) {
        asm.load(value);
        asm.code().visitLdcInsn(what);
        f.atCall(line, false, null);
        asm.operator("forNumber", "(" + Jvm.V + "Ljava/lang/String;)D");
        asm.storeDouble(variable);
    }

    /** Begins a turn: the loop's variable gets the double on the stack. */
    private void turn(LocalVariable variable) {
        Slot slot = f.declare(variable);
        if (slot.kind() == Slot.Kind.NUMBER) {
            f.store(slot);
        } else {
            asm.box();
            f.assignments.begin(slot);
        }
    }

    /** A loop of whole numbers, counted by a long. */
    private void whole(Statement.NumericFor s, Label end) {
        int step = Analysis.stepOf(s);
        int index = f.reserve(2);
        int limit = f.reserve(2);
        int start = f.reserve(2);
        bounds(s, start, limit, -1);
        asm.loadDouble(start);
        asm.op(Opcodes.D2L);
        asm.code().visitVarInsn(Opcodes.LSTORE, index);
        asm.loadDouble(limit);
        asm.invokeStatic(Jvm.ARITHMETIC, step > 0 ? "limitUp" : "limitDown", "(D)J");
        int last = f.reserve(2);
        asm.code().visitVarInsn(Opcodes.LSTORE, last);
        Label top = new Label();
        asm.label(top);
        asm.code().visitVarInsn(Opcodes.LLOAD, index);
        asm.code().visitVarInsn(Opcodes.LLOAD, last);
        asm.op(Opcodes.LCMP);
        asm.jump(step > 0 ? Opcodes.IFGT : Opcodes.IFLT, end);
        asm.loadDouble(start);
        turn(s.variable());
        f.statements.block(s.body());
        if (f.statements.isReachable()) {
            // Counted beside the long: converting that would make each turn wait for the one before.
            asm.loadDouble(start);
            asm.number(step);
            asm.op(Opcodes.DADD);
            asm.storeDouble(start);
            asm.code().visitVarInsn(Opcodes.LLOAD, index);
            asm.code().visitLdcInsn((long) step);
            asm.op(Opcodes.LADD);
            asm.code().visitVarInsn(Opcodes.LSTORE, index);
            again(top, s.line());
        }
    }
}

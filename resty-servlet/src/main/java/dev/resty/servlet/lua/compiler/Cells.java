// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.LocalVariable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Emits uses of variables that several functions share and that change: they are in a {@link
 * dev.resty.servlet.lua.runtime.Cell}. One that mostly has numbers keeps them without a box.
 */
final class Cells {

    private final FunctionEmitter f;
    private final Assembler asm;

    Cells(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
    }

    /** Whether a variable is in a cell and mostly has numbers. */
    boolean isNumeric(LocalVariable variable) {
        return f.analysis.isNumericCell(variable);
    }

    /** Pushes the cell of a variable. */
    void push(LocalVariable variable) {
        if (f.owns(variable)) {
            f.load(f.slot(variable));
        } else {
            f.type.upvalue(variable, asm);
        }
    }

    /** Replaces the cell on the stack by the variable's value. */
    void value() {
        asm.invokeVirtual(Jvm.CELL, "get", "()" + Jvm.V);
    }

    /** Pushes the number of a variable that is one for certain. */
    void number(LocalVariable variable) {
        push(variable);
        asm.invokeVirtual(Jvm.CELL, "number", "()D");
    }

    /** Replaces the cell on the stack by the variable's number; NaN where it has another value. */
    void numberOrNaN() {
        asm.invokeVirtual(Jvm.CELL, "numberOrNaN", "()D");
    }

    /** Evaluates a variable that mostly has numbers to a pair. */
    Pairs.Pair pair(LocalVariable variable) {
        Pairs.Pair result = new Pairs.Pair(f.reserve(2), f.reserve(1));
        Pairs pairs = f.expressions.pairs;
        Label other = new Label();
        Label end = new Label();
        push(variable);
        numberOrNaN();
        asm.op(Opcodes.DUP2);
        asm.storeDouble(result.number());
        pairs.forgetOther(result, other);
        asm.jump(end);
        asm.label(other);
        push(variable);
        value();
        pairs.split(result);
        asm.label(end);
        return result;
    }

    /** Puts the value on the stack into a new cell. */
    void begin(Slot slot) {
        asm.dispatch("cell", "(" + Jvm.V + ")" + Jvm.descriptor(Jvm.CELL));
        f.store(slot);
    }

    /** Declares a variable with the value of an expression. */
    void begin(LocalVariable variable, Expression value) {
        Slot slot = f.slot(variable);
        if (isNumeric(variable) && f.expressions.isNumber(value)) {
            f.expressions.number(value);
            asm.dispatch("cell", "(D)" + Jvm.descriptor(Jvm.CELL));
            f.store(slot);
        } else {
            f.expressions.value(value);
            begin(slot);
        }
    }

    /** Changes a variable to the value of an expression. */
    void assign(LocalVariable variable, Expression value) {
        if (isNumeric(variable) && f.expressions.isNumber(value)) {
            push(variable);
            f.expressions.number(value);
            asm.invokeVirtual(Jvm.CELL, "set", "(D)V");
        } else if (isNumeric(variable) && f.analysis.isLikelyNumber(value)) {
            int mark = f.mark();
            Pairs.Pair pair = f.expressions.pairs.pair(value);
            push(variable);
            asm.loadDouble(pair.number());
            asm.load(pair.other());
            asm.invokeVirtual(Jvm.CELL, "set", "(D" + Jvm.V + ")V");
            f.release(mark);
        } else {
            push(variable);
            f.expressions.value(value);
            set();
        }
    }

    /** Changes the variable of the cell on the stack to the value above it. */
    void set() {
        asm.invokeVirtual(Jvm.CELL, "set", "(" + Jvm.V + ")V");
    }
}

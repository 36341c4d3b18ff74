// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Intrinsic;
import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import dev.resty.servlet.lua.syntax.Expression;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emits expressions as jumps, and comparisons. */
final class Conditions {

    private static final int TYPE = Intrinsics.id("type");

    /** The methods of {@link Dispatch} that tell values of a type. */
    private static final Map<String, String> TYPE_TESTS = Map.of(
            "string", "isString",
            "number", "isNumber",
            "table", "isTable",
            "function", "isFunction",
            "boolean", "isBoolean");

    private final FunctionEmitter f;
    private final Assembler asm;
    private final Expressions expressions;

    Conditions(FunctionEmitter f, Expressions expressions) {
        this.f = f;
        this.asm = f.asm;
        this.expressions = expressions;
    }

    /** Jumps where the truth of an expression is {@code when}; else goes on. */
    void jump(Expression expression, Label target, boolean when) {
        if (expression instanceof Expression.Not e) {
            jump(e.operand(), target, !when);
        } else if (expression instanceof Expression.And e) {
            both(e.left(), e.right(), target, when);
        } else if (expression instanceof Expression.Or e) {
            either(e.left(), e.right(), target, when);
        } else if (expression instanceof Expression.Binary e && e.operator().isComparison()) {
            compare(e, target, when);
        } else if (expression instanceof Expression.Nil || expression instanceof Expression.Bool) {
            boolean truth = expression instanceof Expression.Bool e && e.value();
            if (truth == when) {
                asm.jump(target);
            }
        } else if (expression instanceof Expression.Number || expression instanceof Expression.Text) {
            if (when) {
                asm.jump(target);
            }
        } else {
            expressions.value(expression);
            asm.dispatch("isTrue", "(" + Jvm.V + ")Z");
            asm.jump(when ? Opcodes.IFNE : Opcodes.IFEQ, target);
        }
    }

    private void both(Expression left, Expression right, Label target, boolean when) {
        if (when) {
            Label otherwise = new Label();
            jump(left, otherwise, false);
            jump(right, target, true);
            asm.label(otherwise);
        } else {
            jump(left, target, false);
            jump(right, target, false);
        }
    }

    private void either(Expression left, Expression right, Label target, boolean when) {
        if (when) {
            jump(left, target, true);
            jump(right, target, true);
        } else {
            Label otherwise = new Label();
            jump(left, otherwise, true);
            jump(right, target, false);
            asm.label(otherwise);
        }
    }

    /** Pushes the truth of an expression as a Lua boolean. */
    void value(Expression expression) {
        Label yes = new Label();
        Label end = new Label();
        jump(expression, yes, true);
        asm.bool(false);
        asm.jump(end);
        asm.label(yes);
        asm.bool(true);
        asm.label(end);
    }

    private void compare(Expression.Binary e, Label target, boolean when) {
        boolean equality = e.operator() == BinaryOperator.EQUAL || e.operator() == BinaryOperator.NOT_EQUAL;
        if (expressions.isNumber(e.left()) && expressions.isNumber(e.right())) {
            expressions.numbers(e.left(), e.right());
            jumpByNumbers(asm, e.operator(), target, when);
        } else if (isForPairs(e, equality)) {
            expressions.pairs.compare(e, target, when);
        } else if (equality) {
            equality(e, target, when == (e.operator() == BinaryOperator.EQUAL));
        } else {
            order(e);
            asm.jump(when ? Opcodes.IFNE : Opcodes.IFEQ, target);
        }
    }

    /** Whether operands are such that they mostly are numbers, without boxes. */
    private boolean isForPairs(Expression.Binary e, boolean equality) {
        if (equality) {
            boolean number = expressions.isNumber(e.left()) || expressions.isNumber(e.right());
            return number && expressions.pairs.suits(e.left(), e.right());
        }
        return expressions.pairs.suits(e.left(), e.right());
    }

    /** Jumps where the comparison of the two doubles on the stack is {@code when}. */
    static void jumpByNumbers(Assembler asm, BinaryOperator operator, Label target, boolean when) {
        boolean greater = operator == BinaryOperator.GREATER || operator == BinaryOperator.GREATER_OR_EQUAL;
        // A NaN must compare as what doesn't hold.
        asm.op(greater ? Opcodes.DCMPL : Opcodes.DCMPG);
        int opcode =
                switch (operator) {
                    case EQUAL -> when ? Opcodes.IFEQ : Opcodes.IFNE;
                    case NOT_EQUAL -> when ? Opcodes.IFNE : Opcodes.IFEQ;
                    case LESS -> when ? Opcodes.IFLT : Opcodes.IFGE;
                    case LESS_OR_EQUAL -> when ? Opcodes.IFLE : Opcodes.IFGT;
                    case GREATER -> when ? Opcodes.IFGT : Opcodes.IFLE;
                    case GREATER_OR_EQUAL -> when ? Opcodes.IFGE : Opcodes.IFLT;
                    default -> throw new IllegalStateException("no comparison: " + operator);
                };
        asm.jump(opcode, target);
    }

    private void equality(Expression.Binary e, Label target, boolean when) {
        Expression left = e.left();
        Expression right = e.right();
        int ifSo = when ? Opcodes.IFNE : Opcodes.IFEQ;
        if (right instanceof Expression.Text text && typeTest(e, left, text, target, when)) {
            return;
        }
        if (right instanceof Expression.Nil || left instanceof Expression.Nil) {
            expressions.value(right instanceof Expression.Nil ? left : right);
            f.at(e.line(), f.name(left), f.name(right), "__eq");
            asm.dispatch("isNil", "(" + Jvm.V + ")Z");
        } else if (right instanceof Expression.Bool || left instanceof Expression.Bool) {
            expressions.operands(left, right);
            f.at(e.line(), f.name(left), f.name(right), "__eq");
            asm.dispatch("isSame", Jvm.values(2, "Z"));
        } else if (expressions.isNumber(right) && !expressions.isReadLate(left, right)) {
            expressions.value(left);
            expressions.number(right);
            f.at(e.line(), f.name(left), f.name(right), "__eq");
            asm.invokeStatic(Jvm.ARITHMETIC, "equal", "(" + Jvm.V + "D)Z");
        } else if (expressions.isNumber(left) && !expressions.isReadLate(left, right)) {
            expressions.number(left);
            expressions.value(right);
            f.at(e.line(), f.name(left), f.name(right), "__eq");
            asm.invokeStatic(Jvm.ARITHMETIC, "equal", "(D" + Jvm.V + ")Z");
        } else {
            expressions.operands(left, right);
            f.at(e.line(), f.name(left), f.name(right), "__eq");
            asm.operator("equal", Jvm.values(2, "Z"));
        }
        asm.jump(ifSo, target);
    }

    /** Emits {@code type(value) == "name"}; false where an expression isn't that, and nothing was emitted. */
    private boolean typeTest(Expression.Binary e, Expression left, Expression.Text name, Label target, boolean when) {
        Intrinsic intrinsic = left instanceof Expression.Call ? f.analysis.intrinsic(left) : null;
        String test = TYPE_TESTS.get(LuaText.view(name.value()));
        if (intrinsic == null || test == null || intrinsic.function() != TYPE) {
            return false;
        }
        Runnable otherwise = () -> {
            expressions.text(name.value());
            f.at(e.line(), f.name(left), f.name(name), "__eq");
            asm.operator("equal", Jvm.values(2, "Z"));
            asm.jump(when ? Opcodes.IFNE : Opcodes.IFEQ, target);
        };
        expressions.library.typeTest((Expression.Call) left, intrinsic, test, otherwise, target, when);
        return true;
    }

    private void order(Expression.Binary e) {
        BinaryOperator operator = e.operator();
        boolean swapped = operator == BinaryOperator.GREATER || operator == BinaryOperator.GREATER_OR_EQUAL;
        boolean strict = operator == BinaryOperator.LESS || operator == BinaryOperator.GREATER;
        String name = strict ? "less" : "lessOrEqual";
        String metamethod = strict ? "__lt" : "__le";
        Expression left = swapped ? e.right() : e.left();
        Expression right = swapped ? e.left() : e.right();
        String owner = Jvm.ARITHMETIC;
        String types;
        if (expressions.isNumber(left) && !swapped && !expressions.isReadLate(left, right)
                || left instanceof Expression.Number) {
            expressions.number(left);
            expressions.value(right);
            types = "D" + Jvm.V;
        } else if (right instanceof Expression.Number
                || expressions.isNumber(right) && !swapped && !expressions.isReadLate(left, right)) {
            expressions.value(left);
            expressions.number(right);
            types = Jvm.V + "D";
        } else {
            expressions.operands(e.left(), e.right());
            if (swapped) {
                asm.op(Opcodes.SWAP);
            }
            owner = Jvm.OPERATORS;
            types = Jvm.V + Jvm.V;
        }
        f.at(e.line(), f.name(left), f.name(right), metamethod);
        asm.invokeStatic(owner, name, "(" + types + ")Z");
    }
}

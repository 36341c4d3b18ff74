// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.FieldSite;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import dev.resty.servlet.lua.syntax.Expression;
import org.objectweb.asm.Opcodes;

/**
 * Emits arithmetic on variables, fields and constants as if all were numbers. NaN comes out where one isn't, or isn't there:
 * it goes through all arithmetic that is taken here. Nothing has happened then, so the expression can be evaluated again by
 * operators. The code is short, so that small functions stay small enough for HotSpot to inline.
 */
final class NumberTrees {

    /** Beyond this many nodes what is written twice is too long. */
    private static final int LARGEST = 24;

    private final FunctionEmitter f;
    private final Assembler asm;
    private final Expressions expressions;
    private boolean grouped;
    private boolean groupsUsed;

    NumberTrees(FunctionEmitter f, Expressions expressions) {
        this.f = f;
        this.asm = f.asm;
        this.expressions = expressions;
    }

    /** Whether an expression is one that is written here. */
    boolean isTree(Expression expression) {
        int size = size(expression);
        return size > 0 && size <= LARGEST;
    }

    /** How many nodes a tree has; 0 where it isn't one. */
    private int size(Expression expression) {
        if (expression instanceof Expression.Number || expression instanceof Expression.Local) {
            return 1;
        }
        if (expression instanceof Expression.Parenthesized e) {
            return size(e.inner());
        }
        if (expression instanceof Expression.Negate e) {
            return sum(size(e.operand()), 1);
        }
        if (expression instanceof Expression.Length e) {
            return e.operand() instanceof Expression.Local ? 2 : 0;
        }
        if (expression instanceof Expression.Index e && e.object() instanceof Expression.Local) {
            return e.key() instanceof Expression.Text ? 2 : isNumberTree(e.key()) ? sum(size(e.key()), 1) : 0;
        }
        if (expression instanceof Expression.Binary e && !e.operator().isComparison()) {
            // A power may be a number where an operand isn't one.
            boolean known = e.operator() != BinaryOperator.POWER || expressions.isNumber(e);
            return known ? sum(size(e.left()), size(e.right())) : 0;
        }
        return 0;
    }

    private boolean isNumberTree(Expression key) {
        return expressions.isNumber(key) || key instanceof Expression.Local local && isPair(local);
    }

    private static int sum(int one, int other) {
        return one == 0 || other == 0 ? 0 : one + other + 1;
    }

    private boolean isPair(Expression.Local e) {
        return f.owns(e.variable()) && f.slot(e.variable()).kind() == Slot.Kind.PAIR;
    }

    /**
     * Pushes the number that a tree is, or NaN: that comes out too where a field isn't among the numbers that a group has found.
     *
     * @return whether there is such a field, so that {@link #push} may give a number all the same
     */
    boolean pushGrouped(Expression tree) {
        grouped = true;
        groupsUsed = false;
        push(tree);
        grouped = false;
        return groupsUsed;
    }

    /** Pushes the number that an expression is, or NaN. */
    void push(Expression expression) {
        if (expressions.isNumber(expression)) {
            expressions.number(expression);
        } else if (expression instanceof Expression.Local e) {
            if (isPair(e)) {
                asm.loadDouble(f.slot(e.variable()).index());
            } else if (f.cells.isNumeric(e.variable())) {
                f.cells.push(e.variable());
                f.cells.numberOrNaN();
            } else {
                expressions.value(e);
                asm.invokeStatic(Jvm.ARITHMETIC, "numberOrNaN", "(" + Jvm.V + ")D");
            }
        } else if (expression instanceof Expression.Parenthesized e) {
            push(e.inner());
        } else if (expression instanceof Expression.Negate e) {
            push(e.operand());
            asm.op(Opcodes.DNEG);
        } else if (expression instanceof Expression.Length e) {
            expressions.value(e.operand());
            asm.invokeStatic(Jvm.ARITHMETIC, "lengthOrNaN", "(" + Jvm.V + ")D");
        } else if (expression instanceof Expression.Index e) {
            field(e);
        } else {
            Expression.Binary e = (Expression.Binary) expression;
            push(e.left());
            push(e.right());
            expressions.compute(e.operator());
        }
    }

    private void field(Expression.Index e) {
        if (grouped && f.groups.push(e)) {
            asm.op(Opcodes.DALOAD);
            groupsUsed = true;
            return;
        }
        expressions.value(e.object());
        String key = Jvm.S;
        if (e.key() instanceof Expression.Text text) {
            expressions.text(text.value());
            expressions.site(new FieldSite());
            key += Jvm.F;
        } else {
            push(e.key());
            key = "D";
        }
        asm.operator("numberAt", "(" + Jvm.V + key + ")D");
    }
}

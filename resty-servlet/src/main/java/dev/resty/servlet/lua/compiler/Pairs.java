// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.FieldSite;
import dev.resty.servlet.lua.runtime.Intrinsic;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import dev.resty.servlet.lua.syntax.Expression;
import java.util.Locale;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Emits expressions that mostly give numbers: to a double in one variable of the JVM and, in another, null or the value if
 * it is no number. Where it is NaN either will do. On the way of numbers nothing is boxed; the other way, which HotSpot leaves out
 * while it isn't taken, is that of {@link dev.resty.servlet.lua.runtime.Operators}.
 */
final class Pairs {

    /** The variable of a number for certain, which has no other. */
    private static final int NONE = -1;

    private final FunctionEmitter f;
    private final Assembler asm;
    private final Expressions expressions;
    private final NumberTrees trees;

    /** Whether values are to be evaluated the other way, by operators only. */
    private boolean plain;

    Pairs(FunctionEmitter f, Expressions expressions) {
        this.f = f;
        this.asm = f.asm;
        this.expressions = expressions;
        this.trees = new NumberTrees(f, expressions);
    }

    /** Where a pair is. While the other is there, the number is NaN. */
    record Pair(int number, int other) {

        /** A value beside pairs, which has no number. */
        static Pair ofValue(int variable) {
            return new Pair(NONE, variable);
        }

        boolean isCertain() {
            return other == NONE;
        }

        boolean isValue() {
            return number == NONE;
        }
    }

    /** Whether an operation on two values, that isn't certainly a number, is best done with pairs. */
    boolean suits(Expression left, Expression right) {
        return !plain && !expressions.isReadLate(left, right) && (isCheap(left) || isCheap(right));
    }

    /** Whether an expression comes without a box. */
    boolean isCheap(Expression expression) {
        return f.analysis.isLikelyNumber(expression) || isField(expression);
    }

    private boolean isField(Expression expression) {
        return expression instanceof Expression.Index e
                && (e.key() instanceof Expression.Text || expressions.isNumber(e.key()))
                && !expressions.isReadLate(e.object(), e.key());
    }

    /** Pushes the value of arithmetic. */
    void value(Expression expression) {
        int mark = f.mark();
        if (trees.isTree(expression)) {
            int number = f.reserve(2);
            Label other = new Label();
            Label end = new Label();
            tree(expression, number, other);
            asm.loadDouble(number);
            asm.box();
            asm.jump(end);
            asm.label(other);
            plainValue(expression);
            asm.label(end);
        } else {
            pushValue(pair(expression));
        }
        f.release(mark);
    }

    /** Computes a number; jumps where it is NaN. */
    private void tree(Expression expression, int number, Label ifNone) {
        boolean grouped = trees.pushGrouped(expression);
        asm.op(Opcodes.DUP2);
        asm.storeDouble(number);
        asm.loadDouble(number);
        asm.op(Opcodes.DCMPL);
        if (grouped) {
            Label found = new Label();
            asm.jump(Opcodes.IFEQ, found);
            trees.push(expression);
            asm.op(Opcodes.DUP2);
            asm.storeDouble(number);
            asm.loadDouble(number);
            asm.op(Opcodes.DCMPL);
            asm.jump(Opcodes.IFNE, ifNone);
            asm.label(found);
        } else {
            asm.jump(Opcodes.IFNE, ifNone);
        }
    }

    /** Pushes a value as operators compute it. */
    private void plainValue(Expression expression) {
        boolean before = plain;
        plain = true;
        expressions.value(expression);
        plain = before;
    }

    /** Pushes the value that a variable's pair is. */
    void value(Slot slot) {
        pushValue(new Pair(slot.index(), slot.other()));
    }

    /** Pushes the value that a pair is. */
    void pushValue(Pair pair) {
        asm.loadDouble(pair.number);
        if (pair.isCertain()) {
            asm.box();
        } else {
            asm.load(pair.other);
            asm.invokeStatic(Jvm.ARITHMETIC, "value", "(D" + Jvm.V + ")" + Jvm.V);
        }
    }

    /** Gives a variable what an expression has. */
    void into(Expression expression, Slot slot) {
        int mark = f.mark();
        Pair pair = pair(expression);
        asm.loadDouble(pair.number);
        if (pair.isCertain()) {
            asm.op(Opcodes.ACONST_NULL);
        } else {
            asm.load(pair.other);
        }
        asm.store(slot.other());
        asm.storeDouble(slot.index());
        f.release(mark);
    }

    /** Gives a variable the value on the stack. */
    void into(Slot slot) {
        split(new Pair(slot.index(), slot.other()));
    }

    /** Gives a field, whose object and key are on the stack with the worker's state, the value of an expression. */
    void intoField(Expression.Index field, Expression value, Runnable place) {
        FieldSite site = new FieldSite();
        int mark = f.mark();
        Pair pair = pair(value);
        Label other = new Label();
        Label done = new Label();
        Label end = new Label();
        otherIfNone(pair, other);
        if (f.groups.push(field)) {
            intoGroup(pair, done);
        }
        asm.op(Opcodes.DUP2);
        asm.loadDouble(pair.number);
        expressions.site(site);
        asm.operator("changeNumber", "(" + Jvm.V + Jvm.S + "D" + Jvm.F + ")Z");
        asm.jump(Opcodes.IFNE, done);
        asm.label(other);
        asm.loadDouble(pair.number);
        if (pair.isCertain()) {
            asm.op(Opcodes.ACONST_NULL);
        } else {
            asm.load(pair.other);
        }
        place.run();
        expressions.site(site);
        asm.operator("setIndex", "(" + Jvm.W + Jvm.V + Jvm.S + "D" + Jvm.V + Jvm.F + ")V");
        asm.jump(end);
        asm.label(done);
        asm.op(Opcodes.POP2);
        asm.op(Opcodes.POP);
        asm.label(end);
        f.release(mark);
    }

    /** Changes a number, whose place in an array is on the stack, and jumps; not where it is NaN. */
    private void intoGroup(Pair pair, Label done) {
        Label none = new Label();
        asm.op(Opcodes.DUP2);
        asm.op(Opcodes.DALOAD);
        asm.op(Opcodes.DUP2);
        asm.op(Opcodes.DCMPL);
        asm.jump(Opcodes.IFNE, none);
        asm.loadDouble(pair.number);
        asm.op(Opcodes.DASTORE);
        asm.jump(done);
        asm.label(none);
        asm.op(Opcodes.POP2);
    }

    /** Jumps where a comparison, other than of two numbers for certain, is {@code when}. */
    void compare(Expression.Binary e, Label target, boolean when) {
        if (trees.isTree(e.left()) && trees.isTree(e.right())) {
            compareTrees(e, target, when);
            return;
        }
        int mark = f.mark();
        Pair left = pair(e.left());
        Pair right = pair(e.right());
        Label other = new Label();
        Label end = new Label();
        otherIfNone(left, other);
        otherIfNone(right, other);
        asm.loadDouble(left.number);
        asm.loadDouble(right.number);
        Conditions.jumpByNumbers(asm, e.operator(), target, when);
        asm.jump(end);
        asm.label(other);
        BinaryOperator operator = e.operator();
        boolean swapped = operator == BinaryOperator.GREATER || operator == BinaryOperator.GREATER_OR_EQUAL;
        pushValue(swapped ? right : left);
        pushValue(swapped ? left : right);
        f.at(
                e.line(),
                f.name(swapped ? e.right() : e.left()),
                f.name(swapped ? e.left() : e.right()),
                Expressions.metamethod(operator));
        asm.operator(method(operator), Jvm.values(2, "Z"));
        boolean so = when != (operator == BinaryOperator.NOT_EQUAL);
        asm.jump(so ? Opcodes.IFNE : Opcodes.IFEQ, target);
        asm.label(end);
        f.release(mark);
    }

    private void compareTrees(Expression.Binary e, Label target, boolean when) {
        int mark = f.mark();
        Label other = new Label();
        Label end = new Label();
        int left = operand(e.left(), other);
        int right = operand(e.right(), other);
        asm.loadDouble(left);
        asm.loadDouble(right);
        Conditions.jumpByNumbers(asm, e.operator(), target, when);
        asm.jump(end);
        asm.label(other);
        boolean before = plain;
        plain = true;
        expressions.condition(e, target, when);
        plain = before;
        asm.label(end);
        f.release(mark);
    }

    private int operand(Expression expression, Label ifNone) {
        int number = f.reserve(2);
        if (expressions.isNumber(expression)) {
            expressions.number(expression);
            asm.storeDouble(number);
        } else {
            tree(expression, number, ifNone);
        }
        return number;
    }

    private static String method(BinaryOperator comparison) {
        return switch (comparison) {
            case EQUAL, NOT_EQUAL -> "equal";
            case LESS, GREATER -> "less";
            default -> "lessOrEqual";
        };
    }

    /** Jumps where a pair is no number. */
    void otherIfNone(Pair pair, Label other) {
        if (!pair.isCertain()) {
            asm.load(pair.other);
            asm.jump(Opcodes.IFNONNULL, other);
        }
    }

    /** Evaluates to a pair; a variable's is its own. */
    Pair pair(Expression expression) {
        if (expressions.isNumber(expression)) {
            Pair pair = new Pair(f.reserve(2), NONE);
            expressions.number(expression);
            asm.storeDouble(pair.number);
            return pair;
        }
        if (expression instanceof Expression.Local e
                && f.owns(e.variable())
                && f.slot(e.variable()).kind() == Slot.Kind.PAIR) {
            Slot slot = f.slot(e.variable());
            return new Pair(slot.index(), slot.other());
        }
        if (expression instanceof Expression.Parenthesized e) {
            return pair(e.inner());
        }
        if (expression instanceof Expression.Local e && f.cells.isNumeric(e.variable())) {
            return f.cells.pair(e.variable());
        }
        if (expression instanceof Expression.Binary e
                && !e.operator().isComparison()
                && !trees.isTree(e)
                && !expressions.isReadLate(e.left(), e.right())) {
            return arithmetic(e);
        }
        Pair pair = new Pair(f.reserve(2), f.reserve(1));
        Intrinsic intrinsic = f.analysis.numeric(expression);
        if (intrinsic != null) {
            expressions.library.number(expression, intrinsic, pair);
        } else if (trees.isTree(expression)) {
            Label other = new Label();
            Label end = new Label();
            tree(expression, pair.number, other);
            asm.op(Opcodes.ACONST_NULL);
            asm.store(pair.other);
            asm.jump(end);
            asm.label(other);
            plainValue(expression);
            split(pair);
            asm.label(end);
        } else if (expression instanceof Expression.Negate e) {
            negate(e, pair);
        } else if (isField(expression)) {
            field((Expression.Index) expression, pair);
        } else if (expression instanceof Expression.Length e) {
            length(e, pair);
        } else {
            expressions.value(expression);
            split(pair);
        }
        return pair;
    }

    private Pair arithmetic(Expression.Binary e) {
        Pair left = pair(e.left());
        Pair right = pair(e.right());
        Pair result = new Pair(f.reserve(2), f.reserve(1));
        Label other = new Label();
        Label end = new Label();
        otherIfNone(left, other);
        otherIfNone(right, other);
        asm.loadDouble(left.number);
        asm.loadDouble(right.number);
        expressions.compute(e.operator());
        number(result, end);
        asm.label(other);
        pushValue(left);
        pushValue(right);
        f.at(e.line(), f.name(e.left()), f.name(e.right()), Expressions.metamethod(e.operator()));
        asm.operator(e.operator().name().toLowerCase(Locale.ROOT), Jvm.values(2, Jvm.V));
        split(result);
        asm.label(end);
        return result;
    }

    /** Makes the double on the stack the pair. */
    private void number(Pair pair, Label end) {
        asm.storeDouble(pair.number);
        asm.op(Opcodes.ACONST_NULL);
        asm.store(pair.other);
        asm.jump(end);
    }

    /** Makes the value on the stack the pair. */
    void split(Pair pair) {
        Label end = new Label();
        asm.op(Opcodes.DUP);
        asm.store(pair.other);
        asm.invokeStatic(Jvm.ARITHMETIC, "numberOrNaN", "(" + Jvm.V + ")D");
        asm.op(Opcodes.DUP2);
        asm.storeDouble(pair.number);
        forgetOther(pair, end);
        asm.label(end);
    }

    /** Where the pair's number isn't NaN there is no other; else jumps. */
    void forgetOther(Pair pair, Label otherwise) {
        asm.loadDouble(pair.number);
        asm.op(Opcodes.DCMPL);
        asm.jump(Opcodes.IFNE, otherwise);
        asm.op(Opcodes.ACONST_NULL);
        asm.store(pair.other);
    }

    private void negate(Expression.Negate e, Pair result) {
        Pair operand = pair(e.operand());
        Label other = new Label();
        Label end = new Label();
        otherIfNone(operand, other);
        asm.loadDouble(operand.number);
        asm.op(Opcodes.DNEG);
        number(result, end);
        asm.label(other);
        pushValue(operand);
        f.at(e.line(), f.name(e.operand()), null, "__unm");
        asm.operator("negate", Jvm.values(1, Jvm.V));
        split(result);
        asm.label(end);
    }

    private void field(Expression.Index e, Pair result) {
        int object = f.reserve(1);
        int number = NONE;
        expressions.value(e.object());
        asm.store(object);
        if (!(e.key() instanceof Expression.Text)) {
            number = f.reserve(2);
            expressions.number(e.key());
            asm.storeDouble(number);
        }
        Label other = new Label();
        Label end = new Label();
        if (f.groups.push(e)) {
            Label none = new Label();
            asm.op(Opcodes.DALOAD);
            asm.op(Opcodes.DUP2);
            asm.storeDouble(result.number);
            forgetOther(result, none);
            asm.jump(end);
            asm.label(none);
        }
        asm.load(object);
        String key = key(e, number);
        FieldSite site = new FieldSite();
        if (number == NONE) {
            expressions.site(site);
            key += Jvm.F;
        }
        asm.operator("numberAt", "(" + Jvm.V + key + ")D");
        asm.op(Opcodes.DUP2);
        asm.storeDouble(result.number);
        forgetOther(result, other);
        asm.jump(end);
        asm.label(other);
        f.vm();
        asm.load(object);
        key(e, number);
        f.at(e.line(), f.name(e.object()), number == NONE ? null : f.name(e.key()), "__index");
        if (number == NONE) {
            expressions.site(site);
        }
        asm.operator("index", "(" + Jvm.W + Jvm.V + key + ")" + Jvm.V);
        split(result);
        asm.label(end);
    }

    private String key(Expression.Index e, int number) {
        if (e.key() instanceof Expression.Text text) {
            expressions.text(text.value());
            return Jvm.S;
        }
        asm.loadDouble(number);
        return "D";
    }

    private void length(Expression.Length e, Pair result) {
        expressions.value(e.operand());
        asm.op(Opcodes.DUP);
        asm.store(result.other);
        asm.invokeStatic(Jvm.ARITHMETIC, "length", "(" + Jvm.V + ")D");
        asm.op(Opcodes.DUP2);
        asm.storeDouble(result.number);
        Label other = new Label();
        Label end = new Label();
        asm.op(Opcodes.DCONST_0);
        asm.op(Opcodes.DCMPL);
        asm.jump(Opcodes.IFLT, other);
        asm.op(Opcodes.ACONST_NULL);
        asm.store(result.other);
        asm.jump(end);
        asm.label(other);
        f.vm();
        asm.load(result.other);
        f.at(e.line(), f.name(e.operand()), null, "__len");
        asm.operator("length", "(" + Jvm.W + Jvm.V + ")" + Jvm.V);
        split(result);
        asm.label(end);
    }
}

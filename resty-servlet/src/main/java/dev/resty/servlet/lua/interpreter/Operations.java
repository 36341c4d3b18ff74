// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import java.util.List;
import org.luaj.vm2.LuaValue;

/** Operators. */
final class Operations {

    private Operations() {}

    /** An operator of two operands. */
    static Node binary(BinaryOperator operator, Node left, Node right, Place place) {
        return operator.isComparison()
                ? new Comparison(operator, left, right, place)
                : new Arithmetic(operator, left, right, place);
    }

    private static final class Arithmetic extends Node {

        private final BinaryOperator operator;
        private final Node left;
        private final Node right;
        private final Place place;
        private final boolean rightFirst;

        Arithmetic(BinaryOperator operator, Node left, Node right, Place place) {
            this.operator = operator;
            this.left = left;
            this.right = right;
            this.place = place;
            this.rightFirst = left.isReadLate();
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue b = rightFirst ? right.eval(frame) : LuaValue.NIL;
            LuaValue a = left.eval(frame);
            if (!rightFirst) {
                b = right.eval(frame);
            }
            frame.place = place;
            return compute(operator, a, b);
        }
    }

    private static LuaValue compute(BinaryOperator operator, LuaValue a, LuaValue b) {
        return switch (operator) {
            case ADD -> Operators.add(a, b);
            case SUBTRACT -> Operators.subtract(a, b);
            case MULTIPLY -> Operators.multiply(a, b);
            case DIVIDE -> Operators.divide(a, b);
            case MODULO -> Operators.modulo(a, b);
            case POWER -> Operators.power(a, b);
            default -> LuaValue.valueOf(compare(operator, a, b));
        };
    }

    private static boolean compare(BinaryOperator operator, LuaValue a, LuaValue b) {
        return switch (operator) {
            case EQUAL -> Operators.equal(a, b);
            case NOT_EQUAL -> !Operators.equal(a, b);
            case LESS -> Operators.less(a, b);
            case LESS_OR_EQUAL -> Operators.lessOrEqual(a, b);
            case GREATER -> Operators.less(b, a);
            case GREATER_OR_EQUAL -> Operators.lessOrEqual(b, a);
            default -> throw new IllegalStateException(operator.name());
        };
    }

    /**
     * Operators from left to right: {@code first + b - c} and so on, which take no Java stack however many there are.
     *
     * @param first is no variable
     * @param steps each operator with what is right of it
     */
    static Node row(Node first, List<RowStep> steps) {
        return new Row(first, steps.toArray(new RowStep[0]));
    }

    /** An operator of a row. */
    record RowStep(BinaryOperator operator, Node right, Place place) {}

    private static final class Row extends Node {

        private final Node first;
        private final RowStep[] steps;

        Row(Node first, RowStep[] steps) {
            this.first = first;
            this.steps = steps;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = first.eval(frame);
            for (RowStep step : steps) {
                LuaValue right = step.right.eval(frame);
                frame.place = step.place;
                value = compute(step.operator, value, right);
            }
            return value;
        }
    }

    private static final class Comparison extends Node {

        private final BinaryOperator operator;
        private final Node left;
        private final Node right;
        private final Place place;
        private final boolean rightFirst;

        Comparison(BinaryOperator operator, Node left, Node right, Place place) {
            this.operator = operator;
            this.left = left;
            this.right = right;
            this.place = place;
            this.rightFirst = left.isReadLate();
        }

        @Override
        LuaValue eval(Frame frame) {
            return LuaValue.valueOf(test(frame));
        }

        @Override
        boolean test(Frame frame) {
            LuaValue b = rightFirst ? right.eval(frame) : LuaValue.NIL;
            LuaValue a = left.eval(frame);
            if (!rightFirst) {
                b = right.eval(frame);
            }
            frame.place = place;
            return compare(operator, a, b);
        }
    }

    /** {@code a .. b .. c}. */
    static final class Concat extends Node {

        private final Node[] operands;
        private final Place place;

        Concat(List<Node> operands, Place place) {
            this.operands = operands.toArray(new Node[0]);
            this.place = place;
        }

        @Override
        LuaValue eval(Frame frame) {
            Node[] each = operands;
            if (each.length == 2) {
                LuaValue a = each[0].eval(frame);
                LuaValue b = each[1].eval(frame);
                frame.place = place;
                return Operators.concat(a, b);
            }
            LuaValue[] values = new LuaValue[each.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = each[i].eval(frame);
            }
            frame.place = place;
            return Operators.concat(values);
        }
    }

    /** {@code left and right}. */
    static final class And extends Node {

        private final Node left;
        private final Node right;

        And(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = left.eval(frame);
            return value.toboolean() ? right.eval(frame) : value;
        }

        @Override
        boolean test(Frame frame) {
            return left.test(frame) && right.test(frame);
        }
    }

    /** {@code left or right}. */
    static final class Or extends Node {

        private final Node left;
        private final Node right;

        Or(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = left.eval(frame);
            return value.toboolean() ? value : right.eval(frame);
        }

        @Override
        boolean test(Frame frame) {
            return left.test(frame) || right.test(frame);
        }
    }

    /** {@code not operand}. */
    static final class Not extends Node {

        private final Node operand;

        Not(Node operand) {
            this.operand = operand;
        }

        @Override
        LuaValue eval(Frame frame) {
            return LuaValue.valueOf(!operand.test(frame));
        }

        @Override
        boolean test(Frame frame) {
            return !operand.test(frame);
        }
    }

    /** {@code -operand}. */
    static final class Negate extends Node {

        private final Node operand;
        private final Place place;

        Negate(Node operand, Place place) {
            this.operand = operand;
            this.place = place;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = operand.eval(frame);
            frame.place = place;
            return Operators.negate(value);
        }
    }

    /** {@code #operand}. */
    static final class Length extends Node {

        private final Node operand;
        private final Place place;

        Length(Node operand, Place place) {
            this.operand = operand;
            this.place = place;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = operand.eval(frame);
            frame.place = place;
            return Operators.length(frame.vm, value);
        }
    }

    /** {@code (inner)}. */
    static final class Single extends Node {

        private final Node inner;

        Single(Node inner) {
            this.inner = inner;
        }

        @Override
        LuaValue eval(Frame frame) {
            return inner.eval(frame);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators as tree nodes; those of number literals as the number that running them would give. */
final class Operation {

    private Operation() {}

    static Expression of(int line, int operator, Expression left, Expression right) {
        return switch (operator) {
            case Token.CONCAT -> concat(line, left, right);
            case '+' -> arithmetic(line, BinaryOperator.ADD, left, right);
            case '-' -> arithmetic(line, BinaryOperator.SUBTRACT, left, right);
            case '*' -> arithmetic(line, BinaryOperator.MULTIPLY, left, right);
            case '/' -> arithmetic(line, BinaryOperator.DIVIDE, left, right);
            case '%' -> arithmetic(line, BinaryOperator.MODULO, left, right);
            case '^' -> arithmetic(line, BinaryOperator.POWER, left, right);
            case '<' -> new Expression.Binary(line, BinaryOperator.LESS, left, right);
            case '>' -> new Expression.Binary(line, BinaryOperator.GREATER, left, right);
            case Token.LESS_OR_EQUAL -> new Expression.Binary(line, BinaryOperator.LESS_OR_EQUAL, left, right);
            case Token.GREATER_OR_EQUAL -> new Expression.Binary(line, BinaryOperator.GREATER_OR_EQUAL, left, right);
            case Token.EQUAL -> new Expression.Binary(line, BinaryOperator.EQUAL, left, right);
            default -> new Expression.Binary(line, BinaryOperator.NOT_EQUAL, left, right);
        };
    }

    /**
     * Operands with {@code and}, or with {@code or}, between them. It makes no difference in which order they are joined; as
     * they nest to the left in most code, only many make a tree of halves, which isn't deep.
     */
    static Expression row(int line, int operator, List<Expression> operands, int many) {
        int count = operands.size();
        if (count > many) {
            Expression left = row(line, operator, operands.subList(0, count / 2), many);
            return joined(line, operator, left, row(line, operator, operands.subList(count / 2, count), many));
        }
        Expression left = operands.get(0);
        for (Expression right : operands.subList(1, count)) {
            left = joined(line, operator, left, right);
        }
        return left;
    }

    private static Expression joined(int line, int operator, Expression left, Expression right) {
        return operator == Token.AND ? new Expression.And(line, left, right) : new Expression.Or(line, left, right);
    }

    /** A chain is one operation, at the line of its last operator. */
    private static Expression concat(int line, Expression left, Expression right) {
        if (right instanceof Expression.Concat chain) {
            List<Expression> operands = new ArrayList<>(chain.operands().size() + 1);
            operands.add(left);
            operands.addAll(chain.operands());
            return new Expression.Concat(chain.line(), operands);
        }
        return new Expression.Concat(line, List.of(left, right));
    }

    private static Expression arithmetic(int line, BinaryOperator operator, Expression left, Expression right) {
        if (left instanceof Expression.Number a && right instanceof Expression.Number b) {
            Double value = folded(operator, a.value(), b.value());
            if (value != null) {
                return new Expression.Number(line, value);
            }
        }
        return new Expression.Binary(line, operator, left, right);
    }

    /**
     * What an operator gives for two numbers; null where that is left to running code: for comparisons, and as LuaJIT does
     * for not a number and -0, which are easily lost as constants.
     */
    static @Nullable Double folded(BinaryOperator operator, double left, double right) {
        double value = operator.isComparison() ? Double.NaN : computed(operator, left, right);
        return Double.isNaN(value) || value == 0 && 1 / value < 0 ? null : value;
    }

    private static double computed(BinaryOperator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case MODULO -> left - Math.floor(left / right) * right;
            default -> Math.pow(left, right);
        };
    }

    static Expression negated(int line, Expression operand) {
        if (operand instanceof Expression.Number number && number.value() != 0) {
            return new Expression.Number(line, -number.value());
        }
        if (operand instanceof Expression.Long number) {
            return new Expression.Long(line, -number.value(), number.unsigned());
        }
        if (operand instanceof Expression.Imaginary number) {
            return new Expression.Imaginary(line, -number.value());
        }
        return new Expression.Negate(line, operand);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.ffi.CLexer.Token;
import java.util.List;
import org.luaj.vm2.LuaError;

/** Reads the constant expressions of C declarations: array sizes, enum constants, widths of bit-fields. */
final class CExpressions {

    private static final List<List<String>> LEVELS = List.of(
            List.of("||"),
            List.of("&&"),
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("==", "!="),
            List.of("<", ">", "<=", ">="),
            List.of("<<", ">>"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private static final int DEEPEST = 100;

    private final CParser parser;
    private final CLexer lexer;
    private int depth;

    CExpressions(CParser parser, CLexer lexer) {
        this.parser = parser;
        this.lexer = lexer;
    }

    /** A whole expression, but for the comma operator. */
    CConstant expression() {
        if (++depth > DEEPEST) {
            throw new LuaError("chunk has too many syntax levels");
        }
        CConstant condition = binary(0);
        if (lexer.is("?")) {
            lexer.next();
            CConstant then = expression();
            parser.expect(":");
            CConstant otherwise = expression();
            NumberType type = common(then, otherwise);
            condition = (condition.value() != 0 ? then : otherwise).as(type);
        }
        depth--;
        return condition;
    }

    private CConstant binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        CConstant left = binary(level + 1);
        while (lexer.token() == Token.SIGN && LEVELS.get(level).contains(lexer.text())) {
            String operator = lexer.text();
            lexer.next();
            left = apply(operator, left, binary(level + 1));
        }
        return left;
    }

    private static NumberType common(CConstant left, CConstant right) {
        int bytes = left.type().bytes() == 8 || right.type().bytes() == 8 ? 8 : 4;
        boolean unsigned = left.type().bytes() == bytes && left.isUnsigned()
                || right.type().bytes() == bytes && right.isUnsigned();
        return NumberType.integer(bytes, unsigned);
    }

    private CConstant apply(String operator, CConstant left, CConstant right) {
        NumberType type = common(left, right);
        long a = left.value();
        long b = right.value();
        boolean unsigned = type.isUnsigned();
        int order = unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
        switch (operator) {
            case "||":
                return CConstant.of(a != 0 || b != 0 ? 1 : 0);
            case "&&":
                return CConstant.of(a != 0 && b != 0 ? 1 : 0);
            case "==":
                return CConstant.of(a == b ? 1 : 0);
            case "!=":
                return CConstant.of(a != b ? 1 : 0);
            case "<":
                return CConstant.of(order < 0 ? 1 : 0);
            case ">":
                return CConstant.of(order > 0 ? 1 : 0);
            case "<=":
                return CConstant.of(order <= 0 ? 1 : 0);
            case ">=":
                return CConstant.of(order >= 0 ? 1 : 0);
            case "<<":
                return new CConstant(CConstant.cut(a << b, left.type()), left.type());
            case ">>":
                return new CConstant(left.isUnsigned() ? a >>> b : a >> b, left.type());
            default:
                return new CConstant(CConstant.cut(arithmetic(operator, a, b, unsigned), type), type);
        }
    }

    private long arithmetic(String operator, long a, long b, boolean unsigned) {
        switch (operator) {
            case "|":
                return a | b;
            case "^":
                return a ^ b;
            case "&":
                return a & b;
            case "+":
                return a + b;
            case "-":
                return a - b;
            case "*":
                return a * b;
            default:
                if (b == 0) {
                    throw lexer.error("malformed number");
                }
                if (operator.equals("/")) {
                    return unsigned ? Long.divideUnsigned(a, b) : a / b;
                }
                return unsigned ? Long.remainderUnsigned(a, b) : a % b;
        }
    }

    private CConstant unary() {
        if (lexer.token() == Token.SIGN && "+-~!".contains(lexer.text())) {
            String operator = lexer.text();
            lexer.next();
            CConstant operand = nested();
            return switch (operator) {
                case "-" ->
                    operand.type().bytes() < 8
                            ? new CConstant(CConstant.cut(-operand.value(), operand.type()), operand.type())
                            : new CConstant(-operand.value(), operand.type());
                case "~" -> new CConstant(CConstant.cut(~operand.value(), operand.type()), operand.type());
                case "!" -> CConstant.of(operand.value() == 0 ? 1 : 0);
                default -> operand;
            };
        }
        if (lexer.is("(")) {
            lexer.next();
            if (parser.isTypeAhead()) {
                CType type = parser.typeName();
                parser.expect(")");
                CConstant operand = nested();
                return type instanceof NumberType number ? operand.as(number) : operand;
            }
            CConstant inner = expression();
            parser.expect(")");
            return inner;
        }
        if (lexer.isName("sizeof")
                || lexer.isName("alignof")
                || lexer.isName("__alignof__")
                || lexer.isName("__alignof")) {
            return ofType(lexer.isName("sizeof"));
        }
        return operand();
    }

    private CConstant nested() {
        if (++depth > DEEPEST) {
            throw new LuaError("chunk has too many syntax levels");
        }
        CConstant result = unary();
        depth--;
        return result;
    }

    private CConstant ofType(boolean size) {
        lexer.next();
        parser.expect("(");
        CType type = parser.typeName();
        parser.expect(")");
        long value = size ? type.size() : type.align();
        if (value < 0) {
            throw new LuaError("size of C type is unknown or too large" + lexer.atLine());
        }
        return new CConstant(value, NumberType.UINT);
    }

    private CConstant operand() {
        if (lexer.token() == Token.INTEGER) {
            CConstant value = lexer.value();
            lexer.next();
            return value;
        }
        if (lexer.token() == Token.PARAMETER) {
            CConstant value = parser.numberParameter();
            lexer.next();
            return value;
        }
        if (lexer.token() == Token.NAME) {
            CConstant value = parser.declarations().constant(lexer.text());
            if (value != null) {
                lexer.next();
                return value;
            }
        }
        throw lexer.error("unexpected symbol");
    }
}

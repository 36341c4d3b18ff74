// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions.
 *
 * <p>Lines: LuaJIT reports an operation at the line of the token that was read last when it emits the operation, and it
 * emits a table access or the read of a global variable only when what follows needs the value. Such an expression has
 * line 0 here ({@link #UNREAD}) until {@link #read} gives it its line.
 */
abstract class ExpressionParser {

    /** The deepest nesting of blocks and expressions that LuaJIT takes. */
    private static final int DEEPEST = 200;

    /**
     * How deep a tree can be and be compiled: operators in a row nest to the left without counting as {@link #DEEPEST}, and
     * the compiler's walks over a tree take Java's stack.
     */
    private static final int DEEPEST_TREE = 250;

    /** From how many operands on a row of {@code and} or {@code or} becomes a tree that isn't deep. */
    private static final int LONG_ROW = 64;

    private static final int UNREAD = 0;
    private static final int UNARY_PRIORITY = 8;

    /** What {@link #primary} has read. */
    enum Shape {
        VARIABLE,
        CALL,
        VALUE
    }

    final Lexer lexer;

    /** The function that is read. */
    FunctionScope scope;

    /** What the last primary expression was. */
    Shape shape = Shape.VALUE;

    private int level;

    /** How deep the tree of the expression read last is. */
    private int depth;

    /** Whether any was too deep to be compiled. */
    boolean deep;

    ExpressionParser(Lexer lexer, FunctionScope scope) {
        this.lexer = lexer;
        this.scope = scope;
    }

    /** Reads a function from its parameters on. */
    abstract FunctionBody functionBody(int line, boolean method, @Nullable LocalVariable self)
            throws LuaSyntaxException;

    final void enter() throws LuaSyntaxException {
        if (++level >= DEEPEST) {
            throw lexer.error("chunk has too many syntax levels");
        }
    }

    final void leave() {
        level--;
    }

    /** Checks how many targets an assignment has: LuaJIT counts them as nesting. */
    final void checkTargets(int count) throws LuaSyntaxException {
        if (level + count >= DEEPEST) {
            throw scope.tooMany(DEEPEST, "variable names");
        }
    }

    final LuaSyntaxException unexpected(String message) {
        return lexer.error(message, lexer.token);
    }

    final boolean skip(int token) throws LuaSyntaxException {
        if (lexer.token == token) {
            lexer.next();
            return true;
        }
        return false;
    }

    final void expect(int token) throws LuaSyntaxException {
        if (lexer.token != token) {
            throw expected(token);
        }
        lexer.next();
    }

    private LuaSyntaxException expected(int token) {
        return unexpected("'" + Token.shown(token) + "' expected");
    }

    /** Expects the token that ends what another began on that line. */
    final void expectEnd(int token, int opened, int line) throws LuaSyntaxException {
        if (skip(token)) {
            return;
        }
        if (line == lexer.line) {
            throw expected(token);
        }
        throw unexpected(
                "'" + Token.shown(token) + "' expected (to close '" + Token.shown(opened) + "' at line " + line + ")");
    }

    /** {@code goto} is reserved only where a label follows. */
    final boolean isName() {
        return lexer.token == Token.NAME || lexer.token == Token.GOTO;
    }

    final Symbol name() throws LuaSyntaxException {
        if (!isName()) {
            throw expected(Token.NAME);
        }
        Symbol name = lexer.symbol;
        lexer.next();
        return name;
    }

    /** An expression whose value is needed at once. */
    final Expression value() throws LuaSyntaxException {
        return read(expression());
    }

    /** One or more expressions; the last may still be unread. */
    final List<Expression> list() throws LuaSyntaxException {
        Expression first = expression();
        if (lexer.token != ',') {
            return List.of(first);
        }
        List<Expression> list = new ArrayList<>();
        list.add(first);
        int deepest = depth;
        while (skip(',')) {
            list.set(list.size() - 1, read(list.get(list.size() - 1)));
            list.add(expression());
            deepest = Math.max(deepest, depth);
        }
        depth = deepest;
        return list;
    }

    /** The list, its last expression read. */
    final List<Expression> read(List<Expression> list) {
        int last = list.size() - 1;
        Expression unread = list.get(last);
        Expression read = read(unread);
        if (read == unread) {
            return list;
        }
        if (last == 0) {
            return List.of(read);
        }
        list.set(last, read);
        return list;
    }

    /** The expression, its value needed now. */
    final Expression read(Expression expression) {
        if (expression instanceof Expression.Index index && index.line() == UNREAD) {
            return new Expression.Index(lexer.lastLine, index.object(), index.key());
        }
        if (expression instanceof Expression.Global global && global.line() == UNREAD) {
            return new Expression.Global(lexer.lastLine, global.name());
        }
        return expression;
    }

    private Expression expression() throws LuaSyntaxException {
        return binary(0);
    }

    private void deeper(int than) {
        depth = than + 1;
        deep |= depth > DEEPEST_TREE;
    }

    private Expression binary(int limit) throws LuaSyntaxException {
        enter();
        Expression left = unary();
        int operator = lexer.token;
        while (leftPriority(operator) > limit) {
            if (operator == Token.AND || operator == Token.OR) {
                left = row(operator, left);
            } else {
                int leftDepth = depth;
                lexer.next();
                left = read(left);
                Expression right = read(binary(rightPriority(operator)));
                left = Operation.of(lexer.lastLine, operator, left, right);
                deeper(left instanceof Expression.Number ? 0 : Math.max(leftDepth, depth));
            }
            operator = lexer.token;
        }
        leave();
        return left;
    }

    /** The rest of {@code first and b and c}, or of the same with {@code or}. */
    private Expression row(int operator, Expression first) throws LuaSyntaxException {
        List<Expression> operands = new ArrayList<>();
        operands.add(first);
        int deepest = depth;
        while (lexer.token == operator) {
            lexer.next();
            int last = operands.size() - 1;
            operands.set(last, read(operands.get(last)));
            operands.add(read(binary(rightPriority(operator))));
            deepest = Math.max(deepest, depth) + (last < LONG_ROW ? 1 : 0);
        }
        deeper(deepest);
        return Operation.row(lexer.lastLine, operator, operands, LONG_ROW);
    }

    private static int leftPriority(int operator) {
        return switch (operator) {
            case '^' -> 10;
            case '*', '/', '%' -> 7;
            case '+', '-' -> 6;
            case Token.CONCAT -> 5;
            case Token.EQUAL, Token.NOT_EQUAL, '<', '>', Token.LESS_OR_EQUAL, Token.GREATER_OR_EQUAL -> 3;
            case Token.AND -> 2;
            case Token.OR -> 1;
            default -> -1;
        };
    }

    private static int rightPriority(int operator) {
        return operator == '^' ? 9 : operator == Token.CONCAT ? 4 : leftPriority(operator);
    }

    private Expression unary() throws LuaSyntaxException {
        int operator = lexer.token;
        if (operator != Token.NOT && operator != '-' && operator != '#') {
            return simple();
        }
        lexer.next();
        Expression operand = read(binary(UNARY_PRIORITY));
        deeper(depth);
        int line = lexer.lastLine;
        return switch (operator) {
            case Token.NOT -> new Expression.Not(line, operand);
            case '#' -> new Expression.Length(line, operand);
            default -> Operation.negated(line, operand);
        };
    }

    private Expression simple() throws LuaSyntaxException {
        int line = lexer.line;
        depth = 1;
        Expression simple;
        switch (lexer.token) {
            case Token.NUMBER -> simple = number(line);
            case Token.STRING -> simple = new Expression.Text(line, lexer.symbol.string);
            case Token.NIL -> simple = new Expression.Nil(line);
            case Token.TRUE -> simple = new Expression.Bool(line, true);
            case Token.FALSE -> simple = new Expression.Bool(line, false);
            case Token.DOTS -> {
                if (!scope.body.isVararg()) {
                    throw unexpected("cannot use '...' outside a vararg function");
                }
                simple = new Expression.Vararg(line);
            }
            case '{' -> {
                return table();
            }
            case Token.FUNCTION -> {
                lexer.next();
                FunctionBody body = functionBody(lexer.line, false, null);
                depth = 1;
                return new Expression.Function(lexer.lastLine, body);
            }
            default -> {
                return primary();
            }
        }
        lexer.next();
        return simple;
    }

    private Expression number(int line) {
        return switch (lexer.numberKind) {
            case LONG -> new Expression.Long(line, lexer.integer, false);
            case UNSIGNED_LONG -> new Expression.Long(line, lexer.integer, true);
            case IMAGINARY -> new Expression.Imaginary(line, lexer.number);
            default -> new Expression.Number(line, lexer.number);
        };
    }

    /** A name or an expression in parentheses, with what is indexed and called of it; says so in {@link #shape}. */
    final Expression primary() throws LuaSyntaxException {
        Expression result = prefix();
        while (true) {
            switch (lexer.token) {
                case '.' -> {
                    result = field(result);
                    deeper(depth);
                    shape = Shape.VARIABLE;
                }
                case '[' -> {
                    int before = depth;
                    result = read(result);
                    Expression key = bracketed();
                    deeper(Math.max(before, depth));
                    result = new Expression.Index(UNREAD, result, key);
                    shape = Shape.VARIABLE;
                }
                case ':' -> {
                    lexer.next();
                    Symbol name = name();
                    result = call(read(result), name);
                }
                case '(', Token.STRING, '{' -> result = call(read(result), null);
                default -> {
                    return result;
                }
            }
        }
    }

    private Expression prefix() throws LuaSyntaxException {
        int line = lexer.line;
        if (lexer.token == '(') {
            lexer.next();
            Expression inner = expression();
            expectEnd(')', '(', line);
            shape = Shape.VALUE;
            inner = read(inner);
            return inner.isMultiple() ? new Expression.Parenthesized(line, inner) : inner;
        }
        if (!isName()) {
            throw unexpected("unexpected symbol");
        }
        depth = 1;
        shape = Shape.VARIABLE;
        return variable(name());
    }

    /** What a name means. */
    final Expression variable(Symbol name) throws LuaSyntaxException {
        LocalVariable local = scope.find(name);
        return local == null ? new Expression.Global(UNREAD, name.string) : new Expression.Local(lexer.lastLine, local);
    }

    /** {@code .name} of an expression. */
    final Expression field(Expression object) throws LuaSyntaxException {
        Expression read = read(object);
        lexer.next();
        int line = lexer.line;
        Symbol name = name();
        return new Expression.Index(UNREAD, read, new Expression.Text(line, name.string));
    }

    private Expression bracketed() throws LuaSyntaxException {
        lexer.next();
        Expression key = value();
        expect(']');
        return key;
    }

    private Expression call(Expression called, @Nullable Symbol method) throws LuaSyntaxException {
        int before = depth;
        int line = lexer.line;
        depth = 0;
        List<Expression> arguments = arguments(line);
        deeper(Math.max(before, depth));
        shape = Shape.CALL;
        return method == null
                ? new Expression.Call(line, called, arguments)
                : new Expression.MethodCall(line, called, method.string, arguments);
    }

    private List<Expression> arguments(int line) throws LuaSyntaxException {
        switch (lexer.token) {
            case '(' -> {
                if (line != lexer.lastLine) {
                    throw unexpected("ambiguous syntax (function call x new statement)");
                }
                lexer.next();
                if (skip(')')) {
                    return List.of();
                }
                List<Expression> list = list();
                expectEnd(')', '(', line);
                return read(list);
            }
            case '{' -> {
                return List.of(table());
            }
            case Token.STRING -> {
                Expression text = new Expression.Text(line, lexer.symbol.string);
                lexer.next();
                return List.of(text);
            }
            default -> throw unexpected("function arguments expected");
        }
    }

    private Expression table() throws LuaSyntaxException {
        int line = lexer.line;
        expect('{');
        List<Expression.Field> fields = new ArrayList<>();
        int deepest = 0;
        while (lexer.token != '}') {
            depth = 0;
            Expression key = key();
            deepest = Math.max(deepest, depth);
            Expression value = value();
            deepest = Math.max(deepest, depth);
            fields.add(
                    key == null
                            ? new Expression.Field.Item(value)
                            : new Expression.Field.Keyed(lexer.lastLine, key, value));
            if (!skip(',') && !skip(';')) {
                break;
            }
        }
        expectEnd('}', '{', line);
        deeper(deepest);
        return new Expression.TableConstructor(line, ConstructorFields.ordered(fields));
    }

    private @Nullable Expression key() throws LuaSyntaxException {
        if (lexer.token == '[') {
            Expression key = bracketed();
            expect('=');
            return key;
        }
        if (isName() && lexer.lookAhead() == '=') {
            Expression key = new Expression.Text(lexer.line, lexer.symbol.string);
            lexer.next();
            lexer.next();
            return key;
        }
        return null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Lua source: Lua 5.1 with LuaJIT's extensions. Refuses what LuaJIT refuses, in LuaJIT's words. */
public final class LuaParser extends ExpressionParser {

    private LuaParser(Lexer lexer, FunctionScope main) {
        super(lexer, main);
    }

    /**
     * The tree of a chunk: a function of variable arguments.
     *
     * @param source bytes; may begin with a UTF-8 byte order mark and a line that begins with {@code #}, which are
     *     skipped
     * @param chunkName as {@code load} is given it, one char a byte: {@code =name}, {@code @file} or the source itself
     * @throws LuaSyntaxException where the source is no Lua
     */
    public static FunctionBody parse(byte[] source, String chunkName) throws LuaSyntaxException {
        Lexer lexer = new Lexer(source, chunkName);
        if (lexer.isDump()) {
            throw lexer.chunkError("cannot load incompatible bytecode");
        }
        FunctionBody body = FunctionBody.ofChunk(source, chunkName);
        body.vararg();
        LuaParser parser = new LuaParser(lexer, new FunctionScope(lexer, body, null));
        parser.chunk();
        if (parser.deep) {
            body.deep();
        }
        return body;
    }

    private void chunk() throws LuaSyntaxException {
        lexer.next();
        List<Statement> statements = statements();
        if (lexer.token != Token.EOF) {
            throw unexpected("'<eof>' expected");
        }
        finish(scope.body, statements);
    }

    private void finish(FunctionBody body, List<Statement> statements) throws LuaSyntaxException {
        lexer.lastLine = lexer.line;
        body.lastLine(lexer.line);
        scope.closeBlock();
        body.body(new Block(statements));
    }

    @Override
    FunctionBody functionBody(int line, boolean method, @Nullable LocalVariable self) throws LuaSyntaxException {
        FunctionScope outer = scope;
        FunctionBody body = outer.body.inner(line);
        body.opens(lexer.tokenStart(), lexer.line, method);
        if (self != null) {
            body.self(self);
        }
        scope = new FunctionScope(lexer, body, outer);
        parameters(body, method);
        List<Statement> statements = statements();
        if (lexer.token != Token.END) {
            expectEnd(Token.END, Token.FUNCTION, line);
        }
        body.ends(lexer.tokenEnd());
        finish(body, statements);
        scope = outer;
        lexer.next();
        return body;
    }

    private void parameters(FunctionBody body, boolean method) throws LuaSyntaxException {
        expect('(');
        if (method) {
            body.parameters().add(scope.declare(lexer.symbol("self")));
        }
        if (lexer.token != ')') {
            do {
                if (isName()) {
                    body.parameters().add(scope.declare(name()));
                } else if (skip(Token.DOTS)) {
                    body.vararg();
                    break;
                } else {
                    throw unexpected("<name> or '...' expected");
                }
            } while (skip(','));
        }
        scope.activate(body.parameters().size());
        expect(')');
    }

    private List<Statement> statements() throws LuaSyntaxException {
        List<Statement> statements = new ArrayList<>();
        enter();
        boolean last = false;
        while (!last && !Token.endsBlock(lexer.token)) {
            last = statement(statements);
            skip(';');
        }
        leave();
        return statements;
    }

    private Block block(boolean loop) throws LuaSyntaxException {
        scope.openBlock(loop);
        Block block = new Block(statements());
        scope.closeBlock();
        return block;
    }

    /** Adds the next statement; whether none may follow it. */
    private boolean statement(List<Statement> statements) throws LuaSyntaxException {
        int line = lexer.line;
        switch (lexer.token) {
            case Token.IF -> statements.add(ifStatement(line));
            case Token.WHILE -> statements.add(whileStatement(line));
            case Token.DO -> {
                lexer.next();
                Block body = block(false);
                expectEnd(Token.END, Token.DO, line);
                statements.add(new Statement.Do(line, body));
            }
            case Token.FOR -> statements.add(forStatement(line));
            case Token.REPEAT -> statements.add(repeatStatement(line));
            case Token.FUNCTION -> statements.add(functionStatement(line));
            case Token.LOCAL -> {
                lexer.next();
                statements.add(skip(Token.FUNCTION) ? localFunction(line) : localDeclaration(line));
            }
            case Token.RETURN -> {
                statements.add(returnStatement(line));
                return true;
            }
            case Token.BREAK -> {
                lexer.next();
                scope.addBreak(lexer.lastLine, statements);
                return true;
            }
            case Token.LABEL -> label(line, statements);
            case Token.GOTO -> gotoStatement(statements);
            default -> statements.add(callOrAssignment(line));
        }
        return false;
    }

    private Statement ifStatement(int line) throws LuaSyntaxException {
        List<Statement.Branch> branches = new ArrayList<>(2);
        do {
            int branchLine = lexer.line;
            lexer.next();
            Expression condition = value();
            expect(Token.THEN);
            branches.add(new Statement.Branch(branchLine, condition, block(false)));
        } while (lexer.token == Token.ELSEIF);
        Block otherwise = skip(Token.ELSE) ? block(false) : null;
        expectEnd(Token.END, Token.IF, line);
        return new Statement.If(line, branches, otherwise);
    }

    private Statement whileStatement(int line) throws LuaSyntaxException {
        lexer.next();
        Expression condition = value();
        expect(Token.DO);
        Block body = block(true);
        expectEnd(Token.END, Token.WHILE, line);
        return new Statement.While(line, condition, body);
    }

    private Statement repeatStatement(int line) throws LuaSyntaxException {
        lexer.next();
        scope.openBlock(true);
        List<Statement> statements = statements();
        expectEnd(Token.UNTIL, Token.REPEAT, line);
        Expression condition = value();
        scope.closeBlock();
        return new Statement.Repeat(line, new Block(statements), condition);
    }

    private Statement forStatement(int line) throws LuaSyntaxException {
        lexer.next();
        Symbol first = name();
        scope.openBlock(false);
        Statement statement;
        switch (lexer.token) {
            case '=' -> statement = numericFor(first);
            case ',', Token.IN -> statement = genericFor(first);
            default -> throw unexpected("'=' or 'in' expected");
        }
        expectEnd(Token.END, Token.FOR, line);
        scope.closeBlock();
        return statement;
    }

    private Statement numericFor(Symbol name) throws LuaSyntaxException {
        scope.declareHidden(3);
        LocalVariable variable = scope.declare(name);
        lexer.next();
        Expression start = value();
        expect(',');
        Expression limit = value();
        Expression step = skip(',') ? value() : null;
        scope.activate(3);
        expect(Token.DO);
        int line = lexer.lastLine;
        scope.openBlock(true);
        scope.activate(1);
        Block body = block(false);
        scope.closeBlock();
        return new Statement.NumericFor(line, variable, start, limit, step, body);
    }

    private Statement genericFor(Symbol first) throws LuaSyntaxException {
        scope.declareHidden(3);
        List<LocalVariable> variables = new ArrayList<>(2);
        variables.add(scope.declare(first));
        while (skip(',')) {
            variables.add(scope.declare(name()));
        }
        expect(Token.IN);
        int line = lexer.line;
        List<Expression> iterators = read(list());
        scope.activate(3);
        expect(Token.DO);
        scope.openBlock(true);
        scope.activate(variables.size());
        Block body = block(false);
        scope.closeBlock();
        return new Statement.GenericFor(line, variables, iterators, body);
    }

    private Statement functionStatement(int line) throws LuaSyntaxException {
        lexer.next();
        Expression target = variable(name());
        while (lexer.token == '.') {
            target = field(target);
        }
        boolean method = lexer.token == ':';
        if (method) {
            target = field(target);
        }
        FunctionBody body = functionBody(line, method, null);
        Expression function = new Expression.Function(lexer.lastLine, body);
        return new Statement.Assignment(line, List.of(target(target, line)), List.of(function));
    }

    /** What is assigned to, at that line. */
    private static Expression target(Expression variable, int line) {
        if (variable instanceof Expression.Local local) {
            local.variable().assign();
            return local;
        }
        if (variable instanceof Expression.Index index) {
            return new Expression.Index(line, index.object(), index.key());
        }
        return variable instanceof Expression.Global global ? new Expression.Global(line, global.name()) : variable;
    }

    private Statement localFunction(int line) throws LuaSyntaxException {
        LocalVariable variable = scope.declare(name());
        scope.activate(1);
        FunctionBody body = functionBody(lexer.line, false, variable);
        return new Statement.LocalFunction(line, variable, new Expression.Function(lexer.lastLine, body));
    }

    private Statement localDeclaration(int line) throws LuaSyntaxException {
        List<LocalVariable> variables;
        LocalVariable first = scope.declare(name());
        if (lexer.token == ',') {
            variables = new ArrayList<>();
            variables.add(first);
            while (skip(',')) {
                variables.add(scope.declare(name()));
            }
        } else {
            variables = List.of(first);
        }
        List<Expression> values = skip('=') ? read(list()) : List.of();
        scope.activate(variables.size());
        return new Statement.LocalDeclaration(line, variables, values);
    }

    private Statement returnStatement(int line) throws LuaSyntaxException {
        lexer.next();
        if (Token.endsBlock(lexer.token) || lexer.token == ';') {
            return new Statement.Return(line, List.of());
        }
        List<Expression> values = read(list());
        return new Statement.Return(line, values.size() == 1 ? List.of(tailCall(values.get(0))) : values);
    }

    /** A tail call is made at the line where it ends. */
    private Expression tailCall(Expression value) {
        if (value instanceof Expression.Call call) {
            return new Expression.Call(lexer.lastLine, call.function(), call.arguments());
        }
        return value instanceof Expression.MethodCall call
                ? new Expression.MethodCall(lexer.lastLine, call.object(), call.name(), call.arguments())
                : value;
    }

    private void gotoStatement(List<Statement> statements) throws LuaSyntaxException {
        int line = lexer.line;
        if (lexer.lookAhead() == Token.NAME) {
            lexer.next();
            Symbol name = name();
            scope.addGoto(name, lexer.lastLine, statements);
        } else {
            statements.add(callOrAssignment(line));
        }
    }

    private void label(int line, List<Statement> statements) throws LuaSyntaxException {
        lexer.next();
        Symbol name = name();
        Jump label = scope.addLabel(name);
        expect(Token.LABEL);
        if (label.label != null) {
            statements.add(new Statement.LabelStatement(line, label.label));
        }
        while (lexer.token == Token.LABEL) {
            enter();
            label(lexer.line, statements);
            leave();
        }
        scope.resolve(label, Token.endsBlock(lexer.token) && lexer.token != Token.UNTIL);
    }

    private Statement callOrAssignment(int line) throws LuaSyntaxException {
        Expression first = primary();
        if (shape == Shape.CALL) {
            return new Statement.CallStatement(line, first);
        }
        checkTarget();
        if (lexer.token != ',') {
            expect('=');
            List<Expression> values = read(list());
            return new Statement.Assignment(line, List.of(target(first, lexer.lastLine)), values);
        }
        List<Expression> targets = new ArrayList<>();
        targets.add(first);
        while (skip(',')) {
            targets.add(primary());
            checkTargets(targets.size() - 1);
            checkTarget();
        }
        expect('=');
        List<Expression> values = read(list());
        targets.replaceAll(target -> target(target, lexer.lastLine));
        return new Statement.Assignment(line, targets, values);
    }

    private void checkTarget() throws LuaSyntaxException {
        if (shape != Shape.VARIABLE) {
            throw unexpected("syntax error");
        }
    }
}

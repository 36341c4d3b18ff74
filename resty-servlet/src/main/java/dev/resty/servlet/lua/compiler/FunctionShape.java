// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.List;
import java.util.Set;

/** What a function's statements make of its methods: whether it calls, whether it asks who it is, how large it is. */
final class FunctionShape extends TreeWalk {

    /** Functions that ask for the function at a level. */
    private static final Set<String> ASKING = Set.of("setfenv", "getfenv", "module", "debug");

    private final FunctionBody body;
    private boolean calls;
    private boolean tailCalls;
    private boolean jumps;
    private boolean asks;
    private int size;

    private FunctionShape(FunctionBody body) {
        super(body);
        this.body = body;
        asks = body.parent() == null;
    }

    static FunctionShape of(FunctionBody body) {
        FunctionShape shape = new FunctionShape(body);
        shape.walk();
        return shape;
    }

    /** Whether it calls other functions, other than by metamethods. */
    boolean calls() {
        return calls;
    }

    /** Whether it makes tail calls that aren't jumps. */
    boolean tailCalls() {
        return tailCalls;
    }

    /** Whether it makes tail calls that are jumps to its beginning. */
    boolean jumps() {
        return jumps;
    }

    /** Whether it must be found by level while it runs. */
    boolean asks() {
        return asks;
    }

    /** How many statements and expressions it has. */
    int size() {
        return size;
    }

    @Override
    void enter(Statement statement) {
        if (function() != body) {
            return;
        }
        size++;
        calls |= statement instanceof Statement.GenericFor;
        if (statement instanceof Statement.Return s) {
            List<Expression> values = s.values();
            if (values.size() == 1 && Statements.isCall(values.get(0))) {
                boolean jump = Calls.isJump(body, values.get(0));
                jumps |= jump;
                tailCalls |= !jump;
            }
        }
    }

    @Override
    void enter(Expression expression) {
        if (function() != body) {
            return;
        }
        size++;
        calls |= Statements.isCall(expression);
        asks |= expression instanceof Expression.Global e && ASKING.contains(LuaText.view(e.name()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds how far a function gets before it may call: where it may return before that, it counts for the depth of the stack only
 * from there on. Of a recursive function half of the calls and more end so.
 */
final class LeafStart extends TreeWalk {

    private boolean leaf = true;
    private boolean returns;

    private LeafStart(FunctionBody function) {
        super(function);
    }

    /** The first statement of a function that is to be counted; null where it must be counted from its beginning. */
    static @Nullable Statement end(FunctionBody function) {
        List<Statement> statements = function.body().statements();
        int end = 0;
        LeafStart start = new LeafStart(function);
        for (int i = 0; i < statements.size() - 1; i++) {
            start.returns = false;
            start.statement(statements.get(i));
            if (!start.leaf) {
                break;
            }
            if (start.returns) {
                end = i + 1;
            }
        }
        return end == 0 ? null : statements.get(end);
    }

    @Override
    void enter(Statement statement) {
        returns |= statement instanceof Statement.Return;
        leaf &= statement instanceof Statement.LocalDeclaration
                || statement instanceof Statement.Assignment
                || statement instanceof Statement.If
                || statement instanceof Statement.Return;
    }

    @Override
    void enter(Expression expression) {
        leaf &= !Statements.isCall(expression) && !(expression instanceof Expression.Function);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.List;

/** Visits every statement and expression of a function, those of the functions in it too. */
abstract class TreeWalk {

    private FunctionBody function;

    TreeWalk(FunctionBody function) {
        this.function = function;
    }

    /** The function whose code is being visited. */
    final FunctionBody function() {
        return function;
    }

    /** Visits the whole function. */
    final void walk() {
        block(function.body());
    }

    /** Called for every statement before its parts are. */
    abstract void enter(Statement statement);

    /** Called for every expression before its parts are. */
    abstract void enter(Expression expression);

    /** Called for every inner function before its statements are. */
    void enter(FunctionBody body) {}

    /** Visits a block. */
    void block(Block block) {
        block.statements().forEach(this::statement);
    }

    /** Visits a statement. */
    final void statement(Statement statement) {
        enter(statement);
        parts(statement);
    }

    private void expressions(List<Expression> list) {
        for (Expression expression : list) {
            expression(expression);
        }
    }

    private void parts(Statement statement) {
        if (statement instanceof Statement.LocalDeclaration s) {
            expressions(s.values());
        } else if (statement instanceof Statement.LocalFunction s) {
            expression(s.function());
        } else if (statement instanceof Statement.Assignment s) {
            expressions(s.targets());
            expressions(s.values());
        } else if (statement instanceof Statement.CallStatement s) {
            expression(s.call());
        } else if (statement instanceof Statement.Return s) {
            expressions(s.values());
        } else if (statement instanceof Statement.Do s) {
            block(s.body());
        } else if (statement instanceof Statement.If s) {
            for (Statement.Branch branch : s.branches()) {
                expression(branch.condition());
                block(branch.body());
            }
            Block otherwise = s.otherwise();
            if (otherwise != null) {
                block(otherwise);
            }
        } else {
            loop(statement);
        }
    }

    private void loop(Statement statement) {
        if (statement instanceof Statement.While s) {
            expression(s.condition());
            block(s.body());
        } else if (statement instanceof Statement.Repeat s) {
            block(s.body());
            expression(s.condition());
        } else if (statement instanceof Statement.NumericFor s) {
            expression(s.start());
            expression(s.limit());
            Expression step = s.step();
            if (step != null) {
                expression(step);
            }
            block(s.body());
        } else if (statement instanceof Statement.GenericFor s) {
            expressions(s.iterators());
            block(s.body());
        }
    }

    private void expression(Expression expression) {
        enter(expression);
        if (expression instanceof Expression.Function e) {
            FunctionBody outer = function;
            function = e.body();
            enter(function);
            block(function.body());
            function = outer;
        } else if (expression instanceof Expression.Index e) {
            expression(e.object());
            expression(e.key());
        } else if (expression instanceof Expression.Call e) {
            expression(e.function());
            expressions(e.arguments());
        } else if (expression instanceof Expression.MethodCall e) {
            expression(e.object());
            expressions(e.arguments());
        } else if (expression instanceof Expression.TableConstructor e) {
            fields(e);
        } else {
            operands(expression);
        }
    }

    /** Visits the fields of a table constructor. */
    void fields(Expression.TableConstructor table) {
        table.fields().forEach(this::field);
    }

    /** Visits a field. */
    final void field(Expression.Field field) {
        if (field instanceof Expression.Field.Keyed keyed) {
            expression(keyed.key());
        }
        expression(field.value());
    }

    private void operands(Expression expression) {
        if (expression instanceof Expression.Binary e) {
            expression(e.left());
            expression(e.right());
        } else if (expression instanceof Expression.And e) {
            expression(e.left());
            expression(e.right());
        } else if (expression instanceof Expression.Or e) {
            expression(e.left());
            expression(e.right());
        } else if (expression instanceof Expression.Concat e) {
            expressions(e.operands());
        } else if (expression instanceof Expression.Not e) {
            expression(e.operand());
        } else if (expression instanceof Expression.Negate e) {
            expression(e.operand());
        } else if (expression instanceof Expression.Length e) {
            expression(e.operand());
        } else if (expression instanceof Expression.Parenthesized e) {
            expression(e.inner());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement. Nodes are compared by identity. */
public sealed interface Statement {

    /** The source line it begins at, from 1. */
    int line();

    /** {@code local a, b = values}. */
    record LocalDeclaration(int line, List<LocalVariable> variables, List<Expression> values) implements Statement {}

    /** {@code local function f ... end}: the variable is in scope in the function. */
    record LocalFunction(int line, LocalVariable variable, Expression.Function function) implements Statement {}

    /** {@code a, b.c = values}; {@code function a.b:c() end} too. Targets are locals, globals and index expressions. */
    record Assignment(int line, List<Expression> targets, List<Expression> values) implements Statement {}

    /** A call for its effects: {@link Expression.Call} or {@link Expression.MethodCall}. */
    record CallStatement(int line, Expression call) implements Statement {}

    /** {@code do ... end}. */
    record Do(int line, Block body) implements Statement {}

    /** {@code while condition do ... end}. */
    record While(int line, Expression condition, Block body) implements Statement {}

    /** {@code repeat ... until condition}: the condition sees the body's variables. */
    record Repeat(int line, Block body, Expression condition) implements Statement {}

    /** {@code if ... then ... elseif ... else ... end}. */
    record If(int line, List<Branch> branches, @Nullable Block otherwise) implements Statement {}

    /** A condition and what is done where it holds. */
    record Branch(int line, Expression condition, Block body) {}

    /** {@code for variable = start, limit, step do ... end}; a new variable for each turn. */
    record NumericFor(
            int line,
            LocalVariable variable,
            Expression start,
            Expression limit,
            @Nullable Expression step,
            Block body) implements Statement {}

    /** {@code for variables in iterators do ... end}; new variables for each turn. */
    record GenericFor(int line, List<LocalVariable> variables, List<Expression> iterators, Block body)
            implements Statement {}

    /** {@code return values}. */
    record Return(int line, List<Expression> values) implements Statement {}

    /** {@code goto label}. */
    record Goto(int line, Label label) implements Statement {}

    /** {@code ::label::}. */
    record LabelStatement(int line, Label label) implements Statement {}

    /** Leaves the innermost loop. */
    record Break(int line) implements Statement {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.OperandNames;
import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Label;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes a function ready to be interpreted: its statements. */
final class FunctionTranslator {

    private final FunctionBody function;
    private final Scope scope;
    private final ExpressionTranslator expressions;
    private final boolean traced;

    private FunctionTranslator(FunctionBody function, Function<FunctionBody, Template> inner, boolean traced) {
        this.function = function;
        this.traced = traced;
        this.scope = new Scope(function);
        this.expressions = new ExpressionTranslator(function, scope, inner);
    }

    static Program translate(FunctionBody function, Function<FunctionBody, Template> inner, boolean traced) {
        return new FunctionTranslator(function, inner, traced).program();
    }

    private Program program() {
        List<LocalVariable> parameters = function.parameters();
        int[] cells = new int[parameters.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = scope.parameter(parameters.get(i));
        }
        List<Statement> statements = function.body().statements();
        int line =
                statements.isEmpty() ? function.lastLine() : statements.get(0).line();
        Step body = block(function.body());
        Place entry = new Place(line, false, null, null);
        return new Program(scope.mostSlots(), scope.mostCells(), cells, function.isVararg(), body, entry, scope.seen());
    }

    /** A block in a scope of its own. */
    private Step block(Block block) {
        Scope.Mark mark = scope.enter();
        Step steps = open(block);
        scope.leave(mark);
        return steps;
    }

    /** A block whose variables stay in scope. */
    private Step open(Block block) {
        List<Step> steps = new ArrayList<>();
        Map<Label, Integer> labels = new HashMap<>();
        int line = 0;
        for (Statement statement : block.statements()) {
            if (statement instanceof Statement.LabelStatement label) {
                labels.put(label.label(), steps.size());
                line = line == 0 ? label.line() : line;
            } else {
                steps.add(traced ? traced(statement) : step(statement));
            }
        }
        if (!labels.isEmpty()) {
            return new Flow.Labelled(steps, labels, new Place(line, false, null, null));
        }
        return steps.size() == 1 ? steps.get(0) : new Flow.Sequence(steps);
    }

    private Step traced(Statement statement) {
        Place place = scope.at(new Place(statement.line(), false, null, null));
        return new Traced(step(statement), place);
    }

    /** The body of a loop. */
    private Step turn(Block body) {
        Step steps = block(body);
        return traced ? new Traced.Turn(steps) : steps;
    }

    private Step step(Statement statement) {
        if (statement instanceof Statement.LocalDeclaration declaration) {
            return declaration(declaration);
        } else if (statement instanceof Statement.LocalFunction named) {
            Variables.Store declared = scope.declare(named.variable());
            return new Assignments.NamedFunction(
                    declared, scope.write(named.variable()), expressions.node(named.function()));
        } else if (statement instanceof Statement.Assignment assignment) {
            return assignment(assignment);
        } else if (statement instanceof Statement.CallStatement call) {
            return new Flow.Effect(expressions.node(call.call()));
        } else if (statement instanceof Statement.Do block) {
            return block(block.body());
        } else if (statement instanceof Statement.If branches) {
            return branches(branches);
        } else if (statement instanceof Statement.Return values) {
            return values(values);
        } else if (statement instanceof Statement.Goto jump) {
            return new Flow.Goto(jump.label());
        } else if (statement instanceof Statement.Break) {
            return new Flow.Break();
        }
        return loop(statement);
    }

    private Step loop(Statement statement) {
        if (statement instanceof Statement.While loop) {
            return new Loops.While(
                    expressions.node(loop.condition()), turn(loop.body()), new Place(loop.line(), false, null, null));
        } else if (statement instanceof Statement.Repeat loop) {
            Scope.Mark mark = scope.enter();
            Step opened = open(loop.body());
            Step body = traced ? new Traced.Turn(opened) : opened;
            Node condition = expressions.node(loop.condition());
            scope.leave(mark);
            return new Loops.Repeat(body, condition, new Place(loop.line(), false, null, null));
        } else if (statement instanceof Statement.NumericFor loop) {
            return numericFor(loop);
        } else if (statement instanceof Statement.GenericFor loop) {
            return genericFor(loop);
        }
        throw new IllegalStateException("no statement: " + statement);
    }

    private Step numericFor(Statement.NumericFor loop) {
        Node start = expressions.node(loop.start());
        Node limit = expressions.node(loop.limit());
        Expression by = loop.step();
        Node step = by == null ? null : expressions.node(by);
        Scope.Mark mark = scope.enter();
        scope.hide("(for index)", "(for limit)", "(for step)");
        Variables.Store variable = scope.declare(loop.variable());
        Step body = turn(loop.body());
        scope.leave(mark);
        return new Loops.Numeric(variable, start, limit, step, body, new Place(loop.line(), false, null, null));
    }

    private Step genericFor(Statement.GenericFor loop) {
        Values iterators = expressions.values(loop.iterators());
        Scope.Mark mark = scope.enter();
        scope.hide("(for generator)", "(for state)", "(for control)");
        List<Variables.Store> variables = new ArrayList<>();
        for (LocalVariable variable : loop.variables()) {
            variables.add(scope.declare(variable));
        }
        Step body = turn(loop.body());
        scope.leave(mark);
        return new Loops.Generic(variables, iterators, body, new Place(loop.line(), null, null, "(for generator)"));
    }

    private Step declaration(Statement.LocalDeclaration declaration) {
        List<Expression> given = declaration.values();
        Values values = expressions.values(given);
        List<Variables.Store> targets = new ArrayList<>();
        for (LocalVariable variable : declaration.variables()) {
            targets.add(scope.declare(variable));
        }
        return targets.size() == 1 && given.size() == 1
                ? new Assignments.One(targets.get(0), values.nodes[0])
                : new Assignments.Declaration(targets, values);
    }

    private Step assignment(Statement.Assignment assignment) {
        List<Expression> targets = assignment.targets();
        Values values = expressions.values(assignment.values());
        boolean single = targets.size() == 1 && assignment.values().size() == 1;
        boolean variables = false;
        for (Expression target : targets) {
            variables |= target instanceof Expression.Local;
        }
        List<Assignments.Target> all = new ArrayList<>();
        for (Expression target : targets) {
            all.add(target(target, !single && variables));
        }
        if (single) {
            Assignments.Target target = all.get(0);
            Assignments.Field field = target.field();
            Variables.Store variable = target.variable();
            if (field != null) {
                return new Assignments.OneField(field, values.nodes[0]);
            }
            if (variable != null) {
                return new Assignments.One(variable, values.nodes[0]);
            }
        }
        return new Assignments.Many(all, values);
    }

    private Assignments.Target target(Expression target, boolean early) {
        if (target instanceof Expression.Local local) {
            return new Assignments.Target(scope.write(local.variable()), null);
        } else if (target instanceof Expression.Global global) {
            Place place = new Place(global.line(), null, null, "__newindex");
            return new Assignments.Target(new Variables.ToGlobal(global.name(), place), null);
        } else if (target instanceof Expression.Index index) {
            Place place = new Place(index.line(), OperandNames.of(function, index.object()), null, "__newindex");
            return new Assignments.Target(
                    null,
                    new Assignments.Field(
                            expressions.node(index.object()), expressions.node(index.key()), place, early));
        }
        throw new IllegalStateException("cannot be assigned to: " + target);
    }

    private Step branches(Statement.If statement) {
        List<Node> conditions = new ArrayList<>();
        List<Step> bodies = new ArrayList<>();
        for (Statement.Branch branch : statement.branches()) {
            conditions.add(expressions.node(branch.condition()));
            bodies.add(block(branch.body()));
        }
        Block otherwise = statement.otherwise();
        return new Flow.If(conditions, bodies, otherwise == null ? null : block(otherwise));
    }

    private Step values(Statement.Return statement) {
        List<Expression> values = statement.values();
        if (values.size() == 1) {
            Expression only = values.get(0);
            if (only instanceof Expression.Call || only instanceof Expression.MethodCall) {
                return new Flow.ReturnCall(expressions.call(only, true));
            }
        }
        return new Flow.Return(expressions.values(values));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Names;
import dev.resty.servlet.lua.runtime.OperandNames;
import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;

/** Makes a function ready to be interpreted: its expressions. */
final class ExpressionTranslator {

    private static final int LONG_ROW = 100;

    private final FunctionBody function;
    private final Scope scope;
    private final Function<FunctionBody, Template> inner;

    /** What {@link Suffixes} have evaluated already where what follows it is made ready. */
    private @Nullable Expression held;

    ExpressionTranslator(FunctionBody function, Scope scope, Function<FunctionBody, Template> inner) {
        this.function = function;
        this.scope = scope;
        this.inner = inner;
    }

    Values values(List<Expression> expressions) {
        int last = expressions.size() - 1;
        return new Values(nodes(expressions), last >= 0 && expressions.get(last).isMultiple());
    }

    private List<Node> nodes(List<Expression> expressions) {
        List<Node> nodes = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            nodes.add(node(expression));
        }
        return nodes;
    }

    Node node(Expression expression) {
        if (expression == held) {
            return new Suffixes.Held();
        } else if (expression instanceof Expression.Local local) {
            return scope.read(local.variable());
        } else if (expression instanceof Expression.Global global) {
            return new Variables.Global(Names.intern(global.name()), new Place(global.line(), null, null, "__index"));
        } else if (prefix(expression) != null) {
            return suffix(expression);
        } else if (expression instanceof Expression.Vararg) {
            return new Variables.Rest();
        } else if (expression instanceof Expression.Function made) {
            return new NewFunction(inner.apply(made.body()), scope.captures(made.body()));
        } else if (expression instanceof Expression.TableConstructor table) {
            return table(table);
        }
        LuaValue constant = Constants.of(expression);
        return constant == null ? operation(expression) : new Variables.Constant(constant);
    }

    private Node operation(Expression expression) {
        int line = expression.line();
        if (expression instanceof Expression.Binary binary) {
            return isLongRow(binary) ? row(binary) : binary(binary);
        } else if (expression instanceof Expression.Concat concat) {
            List<String> names = new ArrayList<>();
            for (Expression operand : concat.operands()) {
                String name = name(operand);
                names.add(name == null ? "" : name);
            }
            return new Operations.Concat(
                    nodes(concat.operands()), new Place(line, false, null, null, "__concat", List.copyOf(names)));
        } else if (expression instanceof Expression.And and) {
            return new Operations.And(node(and.left()), node(and.right()));
        } else if (expression instanceof Expression.Or or) {
            return new Operations.Or(node(or.left()), node(or.right()));
        } else if (expression instanceof Expression.Not not) {
            return new Operations.Not(node(not.operand()));
        } else if (expression instanceof Expression.Negate negate) {
            return new Operations.Negate(
                    node(negate.operand()), new Place(line, name(negate.operand()), null, "__unm"));
        } else if (expression instanceof Expression.Length length) {
            return new Operations.Length(
                    node(length.operand()), new Place(line, name(length.operand()), null, "__len"));
        } else if (expression instanceof Expression.Parenthesized parenthesized) {
            return new Operations.Single(node(parenthesized.inner()));
        }
        throw new IllegalStateException("no expression: " + expression);
    }

    private Node binary(Expression.Binary binary) {
        return Operations.binary(binary.operator(), node(binary.left()), node(binary.right()), place(binary));
    }

    private Place place(Expression.Binary binary) {
        return new Place(binary.line(), name(binary.left()), name(binary.right()), event(binary.operator()));
    }

    /** Whether so many operators nest to the left that evaluating one in another would take much of Java's stack. */
    private static boolean isLongRow(Expression.Binary binary) {
        int length = 0;
        Expression at = binary;
        while (length <= LONG_ROW && at instanceof Expression.Binary inner) {
            at = inner.left();
            length++;
        }
        return length > LONG_ROW;
    }

    private Node row(Expression.Binary last) {
        List<Operations.RowStep> steps = new ArrayList<>();
        Expression.Binary at = last;
        while (at.left() instanceof Expression.Binary left) {
            steps.add(new Operations.RowStep(at.operator(), node(at.right()), place(at)));
            at = left;
        }
        Collections.reverse(steps);
        return Operations.row(binary(at), steps);
    }

    private @Nullable String name(Expression expression) {
        return OperandNames.of(function, expression);
    }

    private static String event(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> "__add";
            case SUBTRACT -> "__sub";
            case MULTIPLY -> "__mul";
            case DIVIDE -> "__div";
            case MODULO -> "__mod";
            case POWER -> "__pow";
            case EQUAL, NOT_EQUAL -> "__eq";
            case LESS, GREATER -> "__lt";
            case LESS_OR_EQUAL, GREATER_OR_EQUAL -> "__le";
        };
    }

    /** What an expression indexes or calls; null where it does neither. */
    private static @Nullable Expression prefix(Expression expression) {
        if (expression instanceof Expression.Index index) {
            return index.object();
        } else if (expression instanceof Expression.Call call) {
            return call.function();
        }
        return expression instanceof Expression.MethodCall call ? call.object() : null;
    }

    private Node suffix(Expression expression) {
        List<Expression> ends = new ArrayList<>();
        int length = 0;
        for (Expression at = expression; at != null && at != held; at = prefix(at)) {
            if (length++ % LONG_ROW == 0) {
                ends.add(at);
            }
        }
        if (ends.size() == 1) {
            return expression instanceof Expression.Index index ? index(index) : call(expression, false);
        }
        Collections.reverse(ends);
        Node first = node(ends.get(0));
        List<Node> steps = new ArrayList<>();
        Expression heldBefore = held;
        for (int i = 1; i < ends.size(); i++) {
            held = ends.get(i - 1);
            steps.add(node(ends.get(i)));
        }
        held = heldBefore;
        return new Suffixes(first, steps);
    }

    private Node index(Expression.Index index) {
        Place place = new Place(index.line(), name(index.object()), null, "__index");
        Node object = node(index.object());
        return index.key() instanceof Expression.Text key
                ? new Tables.Field(object, Names.intern(key.value()), place)
                : new Tables.Element(object, node(index.key()), place);
    }

    /** A call; a tail call where the function returns what it gives. */
    Calls.Call call(Expression expression, boolean tail) {
        if (expression instanceof Expression.MethodCall call) {
            Place lookup = new Place(call.line(), name(call.object()), null, "__index");
            Place place = new Place(call.line(), tail, "method '" + Constants.view(call.name()) + "'", null);
            return new Calls.Method(
                    lookup, scope.at(place), node(call.object()), Names.intern(call.name()), values(call.arguments()));
        }
        Expression.Call call = (Expression.Call) expression;
        Place place = new Place(call.line(), tail, name(call.function()), null);
        return Calls.call(scope.at(place), node(call.function()), values(call.arguments()));
    }

    private Node table(Expression.TableConstructor constructor) {
        List<Tables.Entry> entries = new ArrayList<>();
        List<Expression.Field> fields = constructor.fields();
        Node rest = null;
        for (int i = 0; i < fields.size(); i++) {
            Expression.Field field = fields.get(i);
            Node value = node(field.value());
            if (field instanceof Expression.Field.Keyed keyed) {
                Place place = new Place(keyed.line(), null, null, "__newindex");
                entries.add(new Tables.Entry(node(keyed.key()), value, place));
            } else if (i == fields.size() - 1 && field.value().isMultiple()) {
                rest = value;
            } else {
                entries.add(new Tables.Entry(null, value, Place.UNKNOWN));
            }
        }
        return new Tables.Constructor(entries, rest);
    }
}

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
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;

/** Makes a function ready to be interpreted: its expressions. */
final class ExpressionTranslator {

    private final FunctionBody function;
    private final Scope scope;
    private final Function<FunctionBody, Template> inner;

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
        if (expression instanceof Expression.Local local) {
            return scope.read(local.variable());
        } else if (expression instanceof Expression.Global global) {
            return new Variables.Global(Names.intern(global.name()), new Place(global.line(), null, null, "__index"));
        } else if (expression instanceof Expression.Index index) {
            return index(index);
        } else if (expression instanceof Expression.Call || expression instanceof Expression.MethodCall) {
            return call(expression, false);
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
            Place place = new Place(line, name(binary.left()), name(binary.right()), event(binary.operator()));
            return Operations.binary(binary.operator(), node(binary.left()), node(binary.right()), place);
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

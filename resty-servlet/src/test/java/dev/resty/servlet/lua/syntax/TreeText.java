// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.luaj.vm2.LuaString;

/** A syntax tree as a line of text: operations with their lines as {@code name@line(operands)}. */
final class TreeText {

    private TreeText() {}

    static FunctionBody parse(String source) throws LuaSyntaxException {
        return LuaParser.parse(source.getBytes(StandardCharsets.ISO_8859_1), "=c");
    }

    static String of(String source) throws LuaSyntaxException {
        return of(parse(source).body());
    }

    static String of(Block block) {
        return block.statements().stream().map(TreeText::of).collect(Collectors.joining("; "));
    }

    private static String of(Statement statement) {
        if (statement instanceof Statement.LocalDeclaration s) {
            return "local " + names(s.variables()) + " = " + of(s.values());
        } else if (statement instanceof Statement.LocalFunction s) {
            return "local function " + s.variable().name() + " " + of(s.function());
        } else if (statement instanceof Statement.Assignment s) {
            return of(s.targets()) + " = " + of(s.values());
        } else if (statement instanceof Statement.CallStatement s) {
            return of(s.call());
        } else if (statement instanceof Statement.Do s) {
            return "do{" + of(s.body()) + "}";
        } else if (statement instanceof Statement.While s) {
            return "while " + of(s.condition()) + "{" + of(s.body()) + "}";
        } else if (statement instanceof Statement.Repeat s) {
            return "repeat{" + of(s.body()) + "}" + of(s.condition());
        } else if (statement instanceof Statement.If s) {
            Block otherwise = s.otherwise();
            return s.branches().stream()
                            .map(b -> "if " + of(b.condition()) + "{" + of(b.body()) + "}")
                            .collect(Collectors.joining())
                    + (otherwise == null ? "" : "else{" + of(otherwise) + "}");
        } else if (statement instanceof Statement.NumericFor s) {
            Expression step = s.step();
            return "for@" + s.line() + " " + s.variable().name() + "=" + of(s.start()) + "," + of(s.limit())
                    + (step == null ? "" : "," + of(step)) + "{" + of(s.body()) + "}";
        } else if (statement instanceof Statement.GenericFor s) {
            return "for@" + s.line() + " " + names(s.variables()) + " in " + of(s.iterators()) + "{" + of(s.body())
                    + "}";
        } else if (statement instanceof Statement.Return s) {
            return "return " + of(s.values());
        } else if (statement instanceof Statement.Goto s) {
            return "goto " + s.label().name();
        } else if (statement instanceof Statement.LabelStatement s) {
            return "::" + s.label().name() + "::";
        }
        return "break";
    }

    private static String names(List<LocalVariable> variables) {
        return variables.stream().map(LocalVariable::name).collect(Collectors.joining(","));
    }

    private static String of(List<Expression> list) {
        return list.stream().map(TreeText::of).collect(Collectors.joining(","));
    }

    private static String of(Expression expression) {
        if (expression instanceof Expression.Nil) {
            return "nil";
        } else if (expression instanceof Expression.Bool e) {
            return String.valueOf(e.value());
        } else if (expression instanceof Expression.Number e) {
            return String.valueOf(e.value());
        } else if (expression instanceof Expression.Long e) {
            return e.unsigned() ? Long.toUnsignedString(e.value()) + "ULL" : e.value() + "LL";
        } else if (expression instanceof Expression.Imaginary e) {
            return e.value() + "i";
        } else if (expression instanceof Expression.Text e) {
            return "'" + view(e.value()) + "'";
        } else if (expression instanceof Expression.Vararg) {
            return "...";
        } else if (expression instanceof Expression.Function e) {
            FunctionBody body = e.body();
            return "function@" + body.firstLine() + "-" + body.lastLine() + "(" + names(body.parameters())
                    + (body.isVararg() ? "..." : "") + "){" + of(body.body()) + "}";
        } else if (expression instanceof Expression.Local e) {
            return e.variable().name();
        } else if (expression instanceof Expression.Global e) {
            return "_G." + view(e.name());
        }
        return operation(expression);
    }

    private static String operation(Expression expression) {
        String at = "@" + expression.line() + "(";
        if (expression instanceof Expression.Index e) {
            return "index" + at + of(e.object()) + "," + of(e.key()) + ")";
        } else if (expression instanceof Expression.Call e) {
            return "call" + at + of(e.function()) + ": " + of(e.arguments()) + ")";
        } else if (expression instanceof Expression.MethodCall e) {
            return "method" + at + of(e.object()) + "." + view(e.name()) + ": " + of(e.arguments()) + ")";
        } else if (expression instanceof Expression.Binary e) {
            return e.operator().name().toLowerCase(java.util.Locale.ROOT) + at + of(e.left()) + "," + of(e.right())
                    + ")";
        } else if (expression instanceof Expression.Concat e) {
            return "concat" + at + of(e.operands()) + ")";
        } else if (expression instanceof Expression.And e) {
            return "and(" + of(e.left()) + "," + of(e.right()) + ")";
        } else if (expression instanceof Expression.Or e) {
            return "or(" + of(e.left()) + "," + of(e.right()) + ")";
        } else if (expression instanceof Expression.Not e) {
            return "not(" + of(e.operand()) + ")";
        } else if (expression instanceof Expression.Negate e) {
            return "negate" + at + of(e.operand()) + ")";
        } else if (expression instanceof Expression.Length e) {
            return "length" + at + of(e.operand()) + ")";
        } else if (expression instanceof Expression.Parenthesized e) {
            return "one(" + of(e.inner()) + ")";
        }
        return ((Expression.TableConstructor) expression)
                .fields().stream().map(TreeText::of).collect(Collectors.joining(",", "{", "}"));
    }

    private static String of(Expression.Field field) {
        return field instanceof Expression.Field.Keyed keyed
                ? "[" + of(keyed.key()) + "]@" + keyed.line() + "=" + of(keyed.value())
                : of(field.value());
    }

    private static String view(LuaString string) {
        return new String(string.m_bytes, string.m_offset, string.m_length, StandardCharsets.ISO_8859_1);
    }
}

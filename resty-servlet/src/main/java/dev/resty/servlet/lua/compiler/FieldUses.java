// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.FieldGroup;
import dev.resty.servlet.lua.runtime.Intrinsic;
import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaString;

/** Which fields of variables a block uses as numbers, each time that it is run: not in the blocks within it. */
final class FieldUses {

    private final Analysis analysis;

    /** The uses of each variable that is never assigned after its declaration. */
    final Map<LocalVariable, Uses> variables = new LinkedHashMap<>();

    private FieldUses(Analysis analysis) {
        this.analysis = analysis;
    }

    /** The uses of one variable's fields. */
    static final class Uses {

        /** The fields, not more than a group can have. */
        final List<LuaString> names = new ArrayList<>();

        /** How often fields are used. */
        int count;

        /** Whether one is set. */
        boolean set;
    }

    static FieldUses of(Block block, Analysis analysis) {
        FieldUses uses = new FieldUses(analysis);
        block.statements().forEach(uses::statement);
        return uses;
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.LocalDeclaration s) {
            for (int i = 0; i < s.values().size(); i++) {
                boolean number = i < s.variables().size()
                        && (analysis.isNumber(s.variables().get(i))
                                || analysis.isLikelyNumber(s.variables().get(i)));
                expression(s.values().get(i), number);
            }
        } else if (statement instanceof Statement.Assignment s) {
            assignment(s);
        } else if (statement instanceof Statement.CallStatement s) {
            expression(s.call(), false);
        } else if (statement instanceof Statement.Return s) {
            s.values().forEach(value -> expression(value, false));
        } else if (statement instanceof Statement.If s) {
            expression(s.branches().get(0).condition(), false);
        }
    }

    private void assignment(Statement.Assignment s) {
        boolean single = s.targets().size() == 1 && s.values().size() == 1;
        boolean each = single || analysis.temporaries(s) != null;
        for (int i = 0; i < s.values().size(); i++) {
            Expression value = s.values().get(i);
            boolean number = each && (analysis.isNumber(value) || analysis.isLikelyNumber(value));
            if (number && s.targets().get(i) instanceof Expression.Index target) {
                use(target, true);
            }
            expression(value, false);
        }
    }

    private void expression(Expression expression, boolean number) {
        if (expression instanceof Expression.Index e) {
            if (number) {
                use(e, false);
            }
            expression(e.object(), false);
            expression(e.key(), true);
        } else if (expression instanceof Expression.Binary e) {
            boolean numbers = !e.operator().isComparison()
                    || analysis.isNumber(e.left())
                    || analysis.isNumber(e.right())
                    || analysis.isLikelyNumber(e.left())
                    || analysis.isLikelyNumber(e.right());
            expression(e.left(), numbers);
            expression(e.right(), numbers);
        } else if (expression instanceof Expression.Negate e) {
            expression(e.operand(), true);
        } else if (expression instanceof Expression.Parenthesized e) {
            expression(e.inner(), number);
        } else if (expression instanceof Expression.Call e) {
            Intrinsic intrinsic = analysis.intrinsic(e);
            for (int i = 0; i < e.arguments().size(); i++) {
                expression(
                        e.arguments().get(i),
                        intrinsic != null && intrinsic.type().parameterType(i) == double.class);
            }
        } else if (expression instanceof Expression.MethodCall e) {
            e.arguments().forEach(argument -> expression(argument, false));
        }
    }

    private void use(Expression.Index field, boolean set) {
        if (field.object() instanceof Expression.Local object
                && !object.variable().isAssigned()
                && field.key() instanceof Expression.Text key) {
            Uses uses = variables.computeIfAbsent(object.variable(), v -> new Uses());
            uses.count++;
            uses.set |= set;
            if (uses.names.size() < FieldGroup.MOST && !uses.names.contains(key.value())) {
                uses.names.add(key.value());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Macro;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import org.jspecify.annotations.Nullable;

/**
 * {@code setvar}: {@code tx.a=text} sets, {@code tx.a} sets to 1, {@code tx.a=+n} and {@code tx.a=-n} count, {@code !tx.a}
 * takes away. Numbers may become negative, as in ModSecurity v3. A persistent collection that isn't open stays as it is.
 */
final class SetVariable {

    private static final Bytes ONE = Bytes.of(1);

    private SetVariable() {}

    static Effect of(String text) {
        if (text.startsWith("!")) {
            VariableName target = VariableName.of("setvar", text.substring(1), false);
            return scope -> remove(scope, target);
        }
        int equals = text.indexOf('=');
        VariableName target = VariableName.of(
                "setvar", equals < 0 ? text : text.substring(0, equals).stripTrailing(), false);
        if (equals < 0) {
            return scope -> set(scope, target, ONE);
        }
        String value = text.substring(equals + 1);
        boolean plus = value.startsWith("+");
        if (plus || value.startsWith("-")) {
            return count(target, value.substring(1), plus ? 1 : -1);
        }
        Macro macro = Macro.parse(value);
        Bytes constant = macro.isConstant() ? Bytes.of(value) : null;
        return scope -> set(scope, target, constant != null ? constant : macro.expand(scope.variables()));
    }

    private static Effect count(VariableName target, String value, int sign) {
        Macro macro = Macro.parse(value);
        @Nullable Long constant = macro.isConstant() ? sign * Bytes.of(value).number() : null;
        return scope -> add(
                scope,
                target,
                constant != null
                        ? constant
                        : sign * macro.expand(scope.variables()).number());
    }

    private static void set(EffectScope scope, VariableName target, Bytes value) {
        Variables variables = scope.variables();
        Bytes name = target.name(variables);
        if (target.collection() == Variable.TX) {
            variables.put(Variable.TX, name, value);
        } else {
            scope.collections().set(target.collection(), name, value);
        }
    }

    private static void add(EffectScope scope, VariableName target, long difference) {
        Variables variables = scope.variables();
        Bytes name = target.name(variables);
        if (target.collection() == Variable.TX) {
            Entry old = variables.first(Variable.TX, name);
            variables.put(
                    Variable.TX, name, Bytes.of((old == null ? 0 : old.value().number()) + difference));
        } else {
            scope.collections().add(target.collection(), name, difference);
        }
    }

    private static void remove(EffectScope scope, VariableName target) {
        Bytes name = target.name(scope.variables());
        if (target.collection() == Variable.TX) {
            scope.variables().remove(Variable.TX, name);
        } else {
            scope.collections().remove(target.collection(), name);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Macro;
import dev.resty.servlet.waf.variable.OpenCollections;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import org.jspecify.annotations.Nullable;

/** A name in a collection that rules write to: {@code tx.score}, {@code ip.%{tx.name}}. */
final class VariableName {

    private final Variable collection;

    private final Macro name;

    /** The name where no macro is in it, kept so that it is the same object each time. */
    private final @Nullable Bytes constant;

    private VariableName(Variable collection, Macro name) {
        this.collection = collection;
        this.name = name;
        this.constant = name.isConstant() ? Bytes.of(name.toString()) : null;
    }

    /**
     * Reads one.
     *
     * @param action what messages call it
     * @param persistent whether TX is refused
     */
    static VariableName of(String action, String text, boolean persistent) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            dot = text.indexOf(':');
        }
        Variable collection = dot < 0 ? null : Variable.named(text.substring(0, dot));
        boolean known = collection != null
                && (OpenCollections.isPersistent(collection) || collection == Variable.TX && !persistent);
        if (collection == null || !known || dot + 1 == text.length()) {
            throw new IllegalArgumentException(
                    action + " can't change \"" + text + "\": write " + (persistent ? "" : "tx.name, ")
                            + "ip.name, global.name, session.name, user.name or resource.name");
        }
        return new VariableName(collection, Macro.parse(text.substring(dot + 1)));
    }

    Variable collection() {
        return collection;
    }

    Bytes name(Variables variables) {
        return constant != null ? constant : name.expand(variables);
    }
}

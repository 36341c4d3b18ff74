// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Macro;
import dev.resty.servlet.waf.variable.OpenCollections;
import dev.resty.servlet.waf.variable.Variable;

/** {@code initcol}, {@code setsid}, {@code setuid} and {@code setrsc}: which persistent collections belong to a transaction. */
final class OpenCollectionEffect {

    private OpenCollectionEffect() {}

    /** {@code initcol:ip=%{REMOTE_ADDR}}. */
    static Effect initcol(String text) {
        int equals = text.indexOf('=');
        Variable collection =
                equals < 0 ? null : Variable.named(text.substring(0, equals).strip());
        if (collection == null || !OpenCollections.isPersistent(collection) || equals + 1 == text.length()) {
            throw new IllegalArgumentException(
                    "initcol:" + text
                            + " names no collection and key: write initcol:ip=%{REMOTE_ADDR}, or global, session, user, resource");
        }
        Macro key = Macro.parse(text.substring(equals + 1).strip());
        return scope -> scope.collections().open(collection, key.expand(scope.variables()));
    }

    /** The others, whose value is a key. */
    static Effect named(String action, String text) {
        Macro macro = Macro.parse(text);
        return switch (action) {
            case "setsid" ->
                scope -> {
                    Bytes key = macro.expand(scope.variables());
                    scope.variables().set(Variable.SESSIONID, key);
                    scope.collections().open(Variable.SESSION, key);
                };
            case "setuid" ->
                scope -> {
                    Bytes key = macro.expand(scope.variables());
                    scope.variables().set(Variable.USERID, key);
                    scope.collections().open(Variable.USER, key);
                };
            default -> scope -> scope.collections().open(Variable.RESOURCE, macro.expand(scope.variables()));
        };
    }
}

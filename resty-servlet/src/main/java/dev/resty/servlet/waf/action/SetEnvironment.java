// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.variable.Macro;

/** {@code setenv:name=value}: a variable of this transaction's ENV; the process's own aren't changed. */
final class SetEnvironment {

    private SetEnvironment() {}

    static Effect of(String text) {
        int equals = text.indexOf('=');
        String given = equals < 0 ? text : text.substring(0, equals);
        if (given.isBlank()) {
            throw new IllegalArgumentException("setenv:" + text + " needs a name: write setenv:name=value");
        }
        Macro name = Macro.parse(given.strip());
        Macro value = Macro.parse(equals < 0 ? "1" : text.substring(equals + 1));
        return scope -> scope.variables().environment(name.expand(scope.variables()), value.expand(scope.variables()));
    }
}

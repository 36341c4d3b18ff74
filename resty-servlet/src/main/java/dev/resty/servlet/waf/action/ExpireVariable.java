// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.variable.Macro;

/** {@code expirevar:ip.name=60}: lets a variable of a persistent collection vanish after so many seconds. */
final class ExpireVariable {

    private ExpireVariable() {}

    static Effect of(String text) {
        int equals = text.indexOf('=');
        Macro seconds = Macro.parse(equals < 0 ? "" : text.substring(equals + 1).strip());
        if (equals < 0 || seconds.isConstant() && Numbers.positive(seconds.toString()) < 0) {
            throw new IllegalArgumentException("expirevar:" + text + " needs seconds: write expirevar:ip.name=60");
        }
        VariableName target =
                VariableName.of("expirevar", text.substring(0, equals).strip(), true);
        return scope -> {
            long life = seconds.expand(scope.variables()).number();
            if (life > 0) {
                scope.collections().expire(target.collection(), target.name(scope.variables()), life);
            }
        };
    }
}

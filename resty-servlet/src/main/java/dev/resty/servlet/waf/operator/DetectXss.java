// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.injection.ScriptInjection;
import dev.resty.servlet.waf.value.Bytes;

/** {@code @detectXSS}: the value injects a script, as libinjection sees it. Captures the value as 0. */
final class DetectXss implements Operator {

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        boolean attack = ScriptInjection.isAttack(value.array(), value.from(), value.to());
        if (attack && evaluation.capturing()) {
            evaluation.capture(0, value);
        }
        return attack;
    }

    @Override
    public boolean dependsOnValueAlone() {
        return true;
    }
}

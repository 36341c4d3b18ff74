// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.injection.SqlInjection;
import dev.resty.servlet.waf.value.Bytes;

/** {@code @detectSQLi}: the value injects SQL, as libinjection sees it. Captures the fingerprint as 0. */
final class DetectSqli implements Operator {

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        String fingerprint = SqlInjection.fingerprint(value.array(), value.from(), value.to());
        if (fingerprint == null) {
            return false;
        }
        if (evaluation.capturing()) {
            evaluation.capture(0, Bytes.of(fingerprint));
        }
        return true;
    }

    @Override
    public boolean dependsOnValueAlone() {
        return true;
    }
}

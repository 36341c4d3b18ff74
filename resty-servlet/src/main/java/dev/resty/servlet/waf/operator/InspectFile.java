// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.waf.RuleScript;

/**
 * {@code @inspectFile}: a script or a program finds something in the value, the name of a file mostly. {@code SecRuleScript} is this
 * with a script that gets no value.
 */
final class InspectFile implements Operator {

    private final String name;

    private final RuleScript script;

    private final boolean valued;

    InspectFile(String argument, OperatorSettings settings, boolean valued) {
        name = XmlErrors.oneFile(argument);
        script = settings.scripts().apply(name);
        this.valued = valued;
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        String found;
        try {
            found = script.run(evaluation.transaction(), valued ? value.text() : null);
        } catch (RuntimeException e) {
            throw new OperatorException("the script " + name + " failed: " + e.getMessage());
        }
        return found != null && !found.isEmpty();
    }
}

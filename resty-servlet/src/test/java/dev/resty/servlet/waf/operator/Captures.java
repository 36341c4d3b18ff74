// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.Transaction;
import java.util.ArrayList;
import java.util.List;

/** What an operator sees in tests: variables, and a list that its captures go to. */
public final class Captures implements Evaluation {

    private final Variables variables = new Variables();

    private final List<String> captured = new ArrayList<>();

    private final boolean capturing;

    /** For a rule with {@code capture}, or one without. */
    public Captures(boolean capturing) {
        this.capturing = capturing;
    }

    @Override
    public Variables variables() {
        return variables;
    }

    @Override
    public Transaction transaction() {
        throw new IllegalStateException("there is none");
    }

    @Override
    public boolean capturing() {
        return capturing;
    }

    @Override
    public void capture(int number, Bytes value) {
        while (captured.size() <= number) {
            captured.add("");
        }
        captured.set(number, value.text());
    }

    /** The views of what was captured, by number. */
    public List<String> captured() {
        return captured;
    }
}

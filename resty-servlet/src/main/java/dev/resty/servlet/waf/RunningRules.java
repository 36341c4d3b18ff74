// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Target;
import java.util.ArrayList;
import java.util.List;

/** The rule sets that run on one transaction, and what is left out of them for it. Used by one thread at a time. */
final class RunningRules {

    private final List<Evaluator> evaluators = new ArrayList<>(1);

    private final TransactionState state;

    private final boolean indexed;

    RunningRules(TransactionState state, boolean indexed) {
        this.state = state;
        this.indexed = indexed;
    }

    /** Adds a set, which runs behind the others in the phases to come. */
    void add(RuleSet set) {
        evaluators.add(new Evaluator(set, state, indexed));
    }

    /** Runs a phase of all sets, until the transaction leaves it. */
    void run(int phase) {
        for (int i = 0; i < evaluators.size() && state.runs(); i++) {
            evaluators.get(i).run(phase);
        }
    }

    void remove(int first, int last) {
        for (Evaluator evaluator : evaluators) {
            evaluator.exclusions.remove(evaluator.set.byId(first, last));
        }
    }

    void removeByTag(String tag) {
        for (Evaluator evaluator : evaluators) {
            evaluator.exclusions.remove(evaluator.set.byTag(tag));
        }
    }

    void removeByMessage(String message) {
        for (Evaluator evaluator : evaluators) {
            evaluator.exclusions.remove(evaluator.set.byMessage(message));
        }
    }

    void narrow(int first, int last, Target target) {
        for (Evaluator evaluator : evaluators) {
            evaluator.exclusions.narrow(evaluator.set.byId(first, last), target);
        }
    }

    void narrowByTag(String tag, Target target) {
        for (Evaluator evaluator : evaluators) {
            evaluator.exclusions.narrow(evaluator.set.byTag(tag), target);
        }
    }

    void narrowByMessage(String message, Target target) {
        for (Evaluator evaluator : evaluators) {
            evaluator.exclusions.narrow(evaluator.set.byMessage(message), target);
        }
    }
}

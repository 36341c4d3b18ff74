// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.transformation.Transformation;
import dev.resty.servlet.waf.value.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Transformations in a rule's order. Chains of a rule set with the same beginning share it: each is one step behind another.
 * Immutable once the rule set is loaded.
 */
final class TransformationChain {

    /** A number below the count of the set's chains; 0 for the chain without a step. */
    final int number;

    /** What is done before the last step; null for the chain without a step. */
    final @Nullable TransformationChain before;

    /** The last step; null for the chain without one. */
    final @Nullable Transformation last;

    /** The last step's number, below the count of the set's transformations; 0 for the chain without one. */
    final int lastNumber;

    /** Without one of these kinds in it, a value passes the last step unchanged. */
    final int lastTriggers;

    /** Without one of these kinds in it, a value passes all steps unchanged. */
    final int triggers;

    /** The chains after each step, from the one without a step to this. */
    final TransformationChain[] steps;

    private TransformationChain(
            int number, @Nullable TransformationChain before, @Nullable Transformation last, int lastNumber) {
        this.number = number;
        this.before = before;
        this.last = last;
        this.lastNumber = lastNumber;
        lastTriggers = last == null ? 0 : last.triggers();
        triggers = before == null ? 0 : before.triggers | lastTriggers;
        steps = before == null ? new TransformationChain[1] : Arrays.copyOf(before.steps, before.steps.length + 1);
        steps[steps.length - 1] = this;
    }

    /** The value after all steps; the very same where nothing changes. */
    Bytes apply(Bytes value) {
        if (before == null || last == null || (triggers & value.kinds()) == 0) {
            return value;
        }
        Bytes input = before.apply(value);
        return (lastTriggers & input.kinds()) == 0 ? input : last.apply(input);
    }

    /** The chains of a rule set while it is loaded. */
    static final class Registry {

        private record Key(int before, String name) {}

        private final Map<Key, TransformationChain> chains = new HashMap<>();

        /** Transformations' numbers by their names. */
        private final Map<String, Integer> numbers = new HashMap<>();

        private final TransformationChain none = new TransformationChain(0, null, null, 0);

        private final List<TransformationChain> all = new ArrayList<>(List.of(none));

        /** The chain of some steps. */
        TransformationChain of(List<Transformation> steps) {
            TransformationChain chain = none;
            for (Transformation step : steps) {
                TransformationChain before = chain;
                chain = chains.computeIfAbsent(new Key(before.number, step.name()), key -> {
                    TransformationChain made = new TransformationChain(all.size(), before, step, number(step));
                    all.add(made);
                    return made;
                });
            }
            return chain;
        }

        private int number(Transformation step) {
            return numbers.computeIfAbsent(step.name(), name -> numbers.size());
        }

        /** How many different transformations there are in the chains. */
        int transformations() {
            return numbers.size();
        }

        /** How many chains there are. */
        int size() {
            return all.size();
        }
    }
}

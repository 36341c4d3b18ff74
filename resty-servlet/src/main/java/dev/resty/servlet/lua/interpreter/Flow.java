// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.runtime.Vm;
import dev.resty.servlet.lua.syntax.Label;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements in sequence, conditions, jumps and returns. */
final class Flow {

    private Flow() {}

    /** Statements one after another. */
    static final class Sequence extends Step {

        private final Step[] steps;

        Sequence(List<Step> steps) {
            this.steps = steps.toArray(new Step[0]);
        }

        @Override
        int run(Frame frame) {
            for (Step step : steps) {
                int next = step.run(frame);
                if (next != NEXT) {
                    return next;
                }
            }
            return NEXT;
        }
    }

    /** Statements with labels among them. */
    static final class Labelled extends Step {

        private final Step[] steps;

        /** The index of the statement behind each label. */
        private final Map<Label, Integer> labels;

        private final Place place;

        Labelled(List<Step> steps, Map<Label, Integer> labels, Place place) {
            this.steps = steps.toArray(new Step[0]);
            this.labels = labels;
            this.place = place;
        }

        @Override
        int run(Frame frame) {
            Vm vm = frame.vm;
            int at = 0;
            while (at < steps.length) {
                int next = steps[at++].run(frame);
                if (next == GOTO) {
                    Integer behind = labels.get(frame.target);
                    if (behind == null) {
                        return GOTO;
                    }
                    at = behind;
                    if (vm.interrupt) {
                        frame.place = place;
                        vm.poll();
                    }
                } else if (next != NEXT) {
                    return next;
                }
            }
            return NEXT;
        }
    }

    /** {@code goto}. */
    static final class Goto extends Step {

        private final Label label;

        Goto(Label label) {
            this.label = label;
        }

        @Override
        int run(Frame frame) {
            frame.target = label;
            return GOTO;
        }
    }

    /** {@code break}. */
    static final class Break extends Step {

        @Override
        int run(Frame frame) {
            return BREAK;
        }
    }

    /** {@code if}. */
    static final class If extends Step {

        private final Node[] conditions;
        private final Step[] bodies;
        private final @Nullable Step otherwise;

        If(List<Node> conditions, List<Step> bodies, @Nullable Step otherwise) {
            this.conditions = conditions.toArray(new Node[0]);
            this.bodies = bodies.toArray(new Step[0]);
            this.otherwise = otherwise;
        }

        @Override
        int run(Frame frame) {
            for (int i = 0; i < conditions.length; i++) {
                if (conditions[i].test(frame)) {
                    return bodies[i].run(frame);
                }
            }
            return otherwise == null ? NEXT : otherwise.run(frame);
        }
    }

    /** A call for its effects. */
    static final class Effect extends Step {

        private final Node call;

        Effect(Node call) {
            this.call = call;
        }

        @Override
        int run(Frame frame) {
            call.eval(frame);
            return NEXT;
        }
    }

    /** {@code return values}. */
    static final class Return extends Step {

        private final Values values;

        Return(Values values) {
            this.values = values;
        }

        @Override
        int run(Frame frame) {
            frame.result = values.all(frame);
            return RETURN;
        }
    }

    /** {@code return call}. */
    static final class ReturnCall extends Step {

        private final Calls.Call call;

        ReturnCall(Calls.Call call) {
            this.call = call;
        }

        @Override
        int run(Frame frame) {
            frame.result = call.asTail(frame);
            return RETURN;
        }
    }
}

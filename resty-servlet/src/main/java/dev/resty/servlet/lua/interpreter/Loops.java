// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Callable;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.runtime.Vm;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Loops. Each turn looks whether somebody wants the code to stop. */
final class Loops {

    private Loops() {}

    private abstract static class Loop extends Step {

        final Step body;
        final Place place;

        Loop(Step body, Place place) {
            this.body = body;
            this.place = place;
        }

        final void poll(Frame frame) {
            Vm vm = frame.vm;
            if (vm.interrupt) {
                frame.place = place;
                vm.poll();
            }
        }
    }

    /** {@code while}. */
    static final class While extends Loop {

        private final Node condition;

        While(Node condition, Step body, Place place) {
            super(body, place);
            this.condition = condition;
        }

        @Override
        int run(Frame frame) {
            while (condition.test(frame)) {
                int next = body.run(frame);
                if (next != NEXT) {
                    if (next == BREAK) {
                        return NEXT;
                    }
                    return next;
                }
                poll(frame);
            }
            return NEXT;
        }
    }

    /** {@code repeat}. */
    static final class Repeat extends Loop {

        private final Node condition;

        Repeat(Step body, Node condition, Place place) {
            super(body, place);
            this.condition = condition;
        }

        @Override
        int run(Frame frame) {
            do {
                int next = body.run(frame);
                if (next != NEXT) {
                    return next == BREAK ? NEXT : next;
                }
                poll(frame);
            } while (!condition.test(frame));
            return NEXT;
        }
    }

    /** {@code for variable = start, limit, step}. */
    static final class Numeric extends Loop {

        private final Variables.Store variable;
        private final Node start;
        private final Node limit;
        private final @Nullable Node step;

        Numeric(Variables.Store variable, Node start, Node limit, @Nullable Node step, Step body, Place place) {
            super(body, place);
            this.variable = variable;
            this.start = start;
            this.limit = limit;
            this.step = step;
        }

        @Override
        int run(Frame frame) {
            LuaValue from = start.eval(frame);
            LuaValue to = limit.eval(frame);
            LuaValue by = step == null ? LuaValue.ONE : step.eval(frame);
            frame.place = place;
            double index = Operators.forNumber(from, "initial value");
            double last = Operators.forNumber(to, "limit");
            double increment = Operators.forNumber(by, "step");
            // By its sign: a step of -0 counts down.
            boolean up = Double.doubleToRawLongBits(increment) >= 0;
            while (up ? index <= last : index >= last) {
                variable.store(frame, Operators.number(index));
                int next = body.run(frame);
                if (next != NEXT) {
                    return next == BREAK ? NEXT : next;
                }
                poll(frame);
                index += increment;
            }
            return NEXT;
        }
    }

    /** {@code for variables in iterators}. */
    static final class Generic extends Loop {

        private final Variables.Store[] variables;
        private final Values iterators;

        Generic(List<Variables.Store> variables, Values iterators, Step body, Place place) {
            super(body, place);
            this.variables = variables.toArray(new Variables.Store[0]);
            this.iterators = iterators;
        }

        @Override
        int run(Frame frame) {
            LuaValue[] generator = iterators.exactly(frame, 3);
            LuaValue function = generator[0];
            LuaValue state = generator[1];
            LuaValue control = generator[2];
            int count = variables.length;
            while (true) {
                frame.place = place;
                Callable iterator = function instanceof Callable callable ? callable : Operators.callable(function);
                Varargs values = count == 1 ? iterator.call(state, control) : iterator.invoke2(state, control);
                control = values.arg1();
                if (control.isnil()) {
                    return NEXT;
                }
                variables[0].store(frame, control);
                for (int i = 1; i < count; i++) {
                    variables[i].store(frame, values.arg(i + 1));
                }
                int next = body.run(frame);
                if (next != NEXT) {
                    return next == BREAK ? NEXT : next;
                }
                poll(frame);
            }
        }
    }
}

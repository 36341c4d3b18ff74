// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.DebugHook;
import dev.resty.servlet.lua.runtime.Place;

/** A statement that the worker's hook is told of. */
final class Traced extends Step {

    private final Step step;
    private final Place place;

    Traced(Step step, Place place) {
        this.step = step;
        this.place = place;
    }

    @Override
    int run(Frame frame) {
        DebugHook hook = frame.vm.hook;
        if (hook != null) {
            tell(frame, hook);
        }
        return step.run(frame);
    }

    private void tell(Frame frame, DebugHook hook) {
        frame.place = place;
        hook.step();
        int line = place.line();
        if (line != frame.line) {
            frame.line = line;
            hook.line(line);
        }
    }

    /** A turn of a loop, in which the hook is told of all lines anew. */
    static final class Turn extends Step {

        private final Step body;

        Turn(Step body) {
            this.body = body;
        }

        @Override
        int run(Frame frame) {
            frame.line = 0;
            DebugHook hook = frame.vm.hook;
            if (hook != null) {
                hook.step();
            }
            return body.run(frame);
        }
    }
}

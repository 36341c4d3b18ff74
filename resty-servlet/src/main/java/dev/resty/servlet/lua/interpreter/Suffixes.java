// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import java.util.List;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code a.b():c()} and so on, piece by piece: it takes no Java stack however many pieces there are. */
final class Suffixes extends Node {

    private final Node first;
    private final Node[] steps;

    /**
     * Pieces.
     *
     * @param steps each begins with {@link Held}: the value of the piece before
     */
    Suffixes(Node first, List<Node> steps) {
        this.first = first;
        this.steps = steps.toArray(new Node[0]);
    }

    private Node last(Frame frame) {
        LuaValue value = first.eval(frame);
        int last = steps.length - 1;
        for (int i = 0; i < last; i++) {
            frame.held = value;
            value = steps[i].eval(frame);
        }
        frame.held = value;
        return steps[last];
    }

    @Override
    LuaValue eval(Frame frame) {
        return last(frame).eval(frame);
    }

    @Override
    Varargs all(Frame frame) {
        return last(frame).all(frame);
    }

    /** What was evaluated just before. */
    static final class Held extends Node {

        @Override
        LuaValue eval(Frame frame) {
            return frame.held;
        }
    }
}

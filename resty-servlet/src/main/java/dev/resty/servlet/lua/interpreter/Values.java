// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import java.util.List;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A list of expressions, the last of which may give any number of values. */
final class Values {

    private static final Node[] NO_NODES = {};

    /** All of them. */
    final Node[] nodes;

    /** Whether the last one gives all its values. */
    final boolean isOpen;

    Values(List<Node> nodes, boolean isOpen) {
        this.nodes = nodes.toArray(NO_NODES);
        this.isOpen = isOpen;
    }

    Varargs all(Frame frame) {
        Node[] each = nodes;
        int last = each.length - 1;
        if (last <= 0) {
            return last < 0 ? LuaValue.NONE : isOpen ? each[0].all(frame) : each[0].eval(frame);
        }
        if (!isOpen) {
            LuaValue[] values = new LuaValue[last + 1];
            for (int i = 0; i <= last; i++) {
                values[i] = each[i].eval(frame);
            }
            return LuaValue.varargsOf(values);
        }
        LuaValue[] values = new LuaValue[last];
        for (int i = 0; i < last; i++) {
            values[i] = each[i].eval(frame);
        }
        return LuaValue.varargsOf(values, each[last].all(frame));
    }

    /** Exactly so many values. */
    LuaValue[] exactly(Frame frame, int count) {
        LuaValue[] values = new LuaValue[count];
        Node[] each = nodes;
        int single = isOpen ? each.length - 1 : each.length;
        for (int i = 0; i < single; i++) {
            LuaValue value = each[i].eval(frame);
            if (i < count) {
                values[i] = value;
            }
        }
        Varargs rest = isOpen ? each[single].all(frame) : LuaValue.NONE;
        for (int i = single; i < count; i++) {
            values[i] = rest.arg(i - single + 1);
        }
        return values;
    }
}

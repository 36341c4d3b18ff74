// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.runtime.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Reading tables' fields and making tables. */
final class Tables {

    private Tables() {}

    /** {@code object.name}. */
    static final class Field extends Node {

        private final Node object;
        private final LuaString name;
        private final Place place;

        Field(Node object, LuaString name, Place place) {
            this.object = object;
            this.name = name;
            this.place = place;
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue value = object.eval(frame);
            frame.place = place;
            return Operators.index(frame.vm, value, name);
        }
    }

    /** {@code object[key]}. */
    static final class Element extends Node {

        private final Node object;
        private final Node key;
        private final Place place;
        private final boolean keyFirst;

        Element(Node object, Node key, Place place) {
            this.object = object;
            this.key = key;
            this.place = place;
            this.keyFirst = object.isReadLate();
        }

        @Override
        LuaValue eval(Frame frame) {
            LuaValue at = keyFirst ? key.eval(frame) : LuaValue.NIL;
            LuaValue value = object.eval(frame);
            if (!keyFirst) {
                at = key.eval(frame);
            }
            frame.place = place;
            return Operators.index(frame.vm, value, at);
        }
    }

    /** What a table constructor puts in: a key, or none for the next element. */
    record Entry(@Nullable Node key, Node value, Place place) {}

    /** {@code {...}}. */
    static final class Constructor extends Node {

        private final Entry[] entries;
        private final @Nullable Node rest;

        /** What there is to be room for, as in compiled code: where elements are nil, {@code #} depends on it. */
        private final int elements;

        private final int keyed;

        /**
         * A table constructor.
         *
         * @param rest an expression at the end all whose values are elements; null where there is none
         */
        Constructor(List<Entry> entries, @Nullable Node rest) {
            this.entries = entries.toArray(new Entry[0]);
            this.rest = rest;
            int count = 0;
            for (Entry entry : entries) {
                count += entry.key == null ? 1 : 0;
            }
            this.elements = rest == null ? count : count + 1;
            this.keyed = entries.size() - count;
        }

        @Override
        LuaValue eval(Frame frame) {
            Table table = new Table(elements, keyed);
            int next = 1;
            for (Entry entry : entries) {
                Node key = entry.key;
                if (key == null) {
                    table.rawset(next++, entry.value.eval(frame));
                } else {
                    put(frame, table, key, entry);
                }
            }
            if (rest != null) {
                Varargs values = rest.all(frame);
                int count = values.narg();
                for (int i = 1; i <= count; i++) {
                    table.rawset(next++, values.arg(i));
                }
            }
            return table;
        }

        private static void put(Frame frame, Table table, Node key, Entry entry) {
            boolean late = key.isReadLate();
            LuaValue at = late ? LuaValue.NIL : key.eval(frame);
            LuaValue value = entry.value.eval(frame);
            if (late) {
                at = key.eval(frame);
            }
            frame.place = entry.place;
            Operators.setIndex(frame.vm, table, at, value);
        }
    }
}

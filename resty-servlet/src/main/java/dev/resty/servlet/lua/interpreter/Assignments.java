// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;

/** Statements that change variables and fields. */
final class Assignments {

    private Assignments() {}

    /** {@code variable = value}, {@code local variable = value}. */
    static final class One extends Step {

        private final Variables.Store target;
        private final Node value;

        One(Variables.Store target, Node value) {
            this.target = target;
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            target.store(frame, value.eval(frame));
            return NEXT;
        }
    }

    /** {@code local function}: the function may refer to the variable, so that is there first. */
    static final class NamedFunction extends Step {

        private final Variables.Store declaration;
        private final Variables.Store target;
        private final Node function;

        NamedFunction(Variables.Store declaration, Variables.Store target, Node function) {
            this.declaration = declaration;
            this.target = target;
            this.function = function;
        }

        @Override
        int run(Frame frame) {
            declaration.store(frame, LuaValue.NIL);
            target.store(frame, function.eval(frame));
            return NEXT;
        }
    }

    /** {@code local a, b = values}. */
    static final class Declaration extends Step {

        private final Variables.Store[] targets;
        private final Values values;

        Declaration(List<Variables.Store> targets, Values values) {
            this.targets = targets.toArray(new Variables.Store[0]);
            this.values = values;
        }

        @Override
        int run(Frame frame) {
            LuaValue[] all = values.exactly(frame, targets.length);
            for (int i = 0; i < all.length; i++) {
                targets[i].store(frame, all[i]);
            }
            return NEXT;
        }
    }

    /** A field that is assigned to. */
    static final class Field {

        final Node object;
        final Node key;
        final Place place;

        /** Whether table and key are read only after the values: see {@link Node#isReadLate}. */
        final boolean objectLate;

        final boolean keyLate;

        /**
         * A field.
         *
         * @param early whether table and key must be read first as the statement changes variables too
         */
        Field(Node object, Node key, Place place, boolean early) {
            this.object = object;
            this.key = key;
            this.place = place;
            this.objectLate = !early && object.isReadLate();
            this.keyLate = !early && key.isReadLate();
        }
    }

    /** {@code object[key] = value}. */
    static final class OneField extends Step {

        private final Field field;
        private final Node value;

        OneField(Field field, Node value) {
            this.field = field;
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            Field to = field;
            LuaValue object = to.objectLate ? LuaValue.NIL : to.object.eval(frame);
            LuaValue key = to.keyLate ? LuaValue.NIL : to.key.eval(frame);
            LuaValue what = value.eval(frame);
            if (to.objectLate) {
                object = to.object.eval(frame);
            }
            if (to.keyLate) {
                key = to.key.eval(frame);
            }
            frame.place = to.place;
            Operators.setIndex(frame.vm, object, key, what);
            return NEXT;
        }
    }

    /** A target of an assignment: a variable or a field. */
    record Target(
            Variables.@Nullable Store variable, @Nullable Field field) {}

    /** {@code a, b[c] = values}: what fields belong to is evaluated first, the last target is assigned to first. */
    static final class Many extends Step {

        private final Target[] targets;
        private final Values values;

        Many(List<Target> targets, Values values) {
            this.targets = targets.toArray(new Target[0]);
            this.values = values;
        }

        @Override
        int run(Frame frame) {
            int count = targets.length;
            LuaValue[] objects = new LuaValue[count];
            LuaValue[] keys = new LuaValue[count];
            for (int i = 0; i < count; i++) {
                Field field = targets[i].field;
                if (field != null) {
                    objects[i] = field.objectLate ? LuaValue.NIL : field.object.eval(frame);
                    keys[i] = field.keyLate ? LuaValue.NIL : field.key.eval(frame);
                }
            }
            LuaValue[] all = values.exactly(frame, count);
            for (int i = count - 1; i >= 0; i--) {
                Target target = targets[i];
                Field field = target.field;
                if (target.variable != null) {
                    target.variable.store(frame, all[i]);
                } else if (field != null) {
                    LuaValue object = field.objectLate ? field.object.eval(frame) : objects[i];
                    LuaValue key = field.keyLate ? field.key.eval(frame) : keys[i];
                    frame.place = field.place;
                    Operators.setIndex(frame.vm, object, key, all[i]);
                }
            }
            return NEXT;
        }
    }
}

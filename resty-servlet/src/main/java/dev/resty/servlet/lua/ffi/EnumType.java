// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An {@code enum}: four bytes, signed where one of its constants is negative. */
final class EnumType extends CType {

    /** What all qualified forms of an enum share. */
    static final class Definition {

        private final String name;
        private @Nullable Map<String, Integer> constants;

        Definition(String name) {
            this.name = name;
        }

        boolean isComplete() {
            return constants != null;
        }

        void complete(Map<String, Integer> all) {
            constants = new HashMap<>(all);
        }
    }

    private final Definition definition;

    EnumType(Definition definition) {
        this(definition, false, false);
    }

    private EnumType(Definition definition, boolean constant, boolean isVolatile) {
        super(constant, isVolatile);
        this.definition = definition;
    }

    Definition definition() {
        return definition;
    }

    /** The integers it is stored as. */
    NumberType underlying() {
        Map<String, Integer> constants = definition.constants;
        boolean signed = constants != null && constants.values().stream().anyMatch(value -> value < 0);
        return signed ? NumberType.INT : NumberType.UINT;
    }

    /** The value of a constant; null where it has none of that name. */
    @Nullable Integer constant(String name) {
        Map<String, Integer> constants = definition.constants;
        return constants == null ? null : constants.get(name);
    }

    /** Hands over every constant. */
    void forEach(java.util.function.BiConsumer<String, Integer> action) {
        Map<String, Integer> constants = definition.constants;
        if (constants != null) {
            constants.forEach(action);
        }
    }

    @Override
    boolean isNumeric() {
        return true;
    }

    @Override
    long size() {
        return definition.isComplete() ? 4 : UNKNOWN;
    }

    @Override
    int align() {
        return 4;
    }

    @Override
    CType qualified(boolean isConst, boolean asVolatile) {
        return new EnumType(definition, isConst, asVolatile);
    }

    @Override
    boolean isSame(CType other) {
        return other instanceof EnumType type && type.definition == definition;
    }

    @Override
    String declaring(String declarator) {
        return named("enum " + definition.name, declarator);
    }
}

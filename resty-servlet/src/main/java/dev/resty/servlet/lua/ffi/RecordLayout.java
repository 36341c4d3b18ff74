// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** The members of a struct or union and where they are. Filled once, when its definition is read. */
final class RecordLayout {

    private final String name;
    private final boolean union;
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, Field> byName = new HashMap<>();
    private final Map<String, LuaValue> constants = new HashMap<>();
    private boolean complete;
    private long bits;
    private long size = CType.UNKNOWN;
    private int align = 1;
    private @Nullable ArrayType variablePart;
    private @Nullable LuaTable metatable;

    RecordLayout(String name, boolean union) {
        this.name = name;
        this.union = union;
    }

    String name() {
        return name;
    }

    boolean isUnion() {
        return union;
    }

    boolean isComplete() {
        return complete;
    }

    List<Field> fields() {
        return fields;
    }

    @Nullable Field field(String key) {
        return byName.get(key);
    }

    @Nullable LuaValue constant(String key) {
        return constants.get(key);
    }

    void constant(String key, LuaValue value) {
        constants.put(key, value);
    }

    long size() {
        return size;
    }

    int align() {
        return align;
    }

    /** The member whose length is given when an object is made; null where there is none. */
    @Nullable ArrayType variablePart() {
        return variablePart;
    }

    @Nullable LuaTable metatable() {
        return metatable;
    }

    void metatable(LuaTable table) {
        metatable = table;
    }

    /** Adds a member after the others. Its size must be known, or it is an array that ends the struct. */
    void add(@Nullable String fieldName, CType type, int alignment) {
        long at = union ? 0 : roundedUp(bits, alignment * 8L) / 8;
        align = Math.max(align, alignment);
        if (type instanceof ArrayType array && array.count() < 0) {
            variablePart = array.isVariable() ? array : null;
            bits = Math.max(bits, at * 8);
        } else {
            bits = Math.max(bits, (at + type.size()) * 8);
        }
        enter(new Field(fieldName, type, at, 0, 0));
    }

    /** Adds a bit-field; one of no width ends the integer that others share. */
    void addBits(@Nullable String fieldName, CType type, int width) {
        long unit = type.size() * 8;
        long at = union ? 0 : bits;
        if (width == 0 || at % unit + width > unit) {
            at = roundedUp(at, unit);
        }
        if (fieldName != null) {
            align = Math.max(align, type.align());
            enter(new Field(fieldName, type, at / unit * type.size(), (int) (at % unit), width));
        }
        bits = Math.max(bits, at + width);
    }

    private void enter(Field field) {
        fields.add(field);
        String own = field.name();
        if (own != null) {
            byName.putIfAbsent(own, field);
        } else if (field.type() instanceof RecordType inner) {
            for (Field nested : inner.layout().byName.values()) {
                String nestedName = nested.name();
                if (nestedName != null) {
                    byName.putIfAbsent(
                            nestedName, nested.within(field.offset(), inner.isConstant(), inner.isVolatile()));
                }
            }
            inner.layout().constants.forEach(constants::putIfAbsent);
        }
    }

    /** Ends the definition. */
    void complete(int alignment) {
        align = Math.max(align, alignment);
        size = roundedUp((bits + 7) / 8, align);
        if (variablePart != null) {
            size = (bits + 7) / 8;
        }
        complete = true;
    }

    static long roundedUp(long value, long multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code struct} or {@code union}. */
final class RecordType extends CType {

    private final RecordLayout layout;

    RecordType(RecordLayout layout) {
        this(layout, false, false);
    }

    private RecordType(RecordLayout layout, boolean constant, boolean isVolatile) {
        super(constant, isVolatile);
        this.layout = layout;
    }

    /** What all qualified forms of it share. */
    RecordLayout layout() {
        return layout;
    }

    boolean isUnion() {
        return layout.isUnion();
    }

    /** Its members in order, those without a name too. */
    List<Field> fields() {
        return layout.fields();
    }

    /** A member by name, those of nameless members among them; null where there is none. */
    @Nullable Field field(String name) {
        return layout.field(name);
    }

    /** Whether its last member is an array whose length is given when an object is made. */
    boolean isVariable() {
        return layout.variablePart() != null;
    }

    @Override
    long size() {
        return layout.size();
    }

    @Override
    int align() {
        return layout.align();
    }

    @Override
    CType qualified(boolean isConst, boolean asVolatile) {
        return new RecordType(layout, isConst, asVolatile);
    }

    @Override
    boolean isSame(CType other) {
        return other instanceof RecordType type && type.layout == layout;
    }

    @Override
    String declaring(String declarator) {
        return named((isUnion() ? "union " : "struct ") + layout.name(), declarator);
    }
}

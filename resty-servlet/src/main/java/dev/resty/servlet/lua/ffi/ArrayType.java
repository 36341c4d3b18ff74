// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

/** An array. Its elements have the qualifiers, it has none. */
final class ArrayType extends CType {

    /** The count of {@code [?]}: given when an object is made. */
    static final long VARIABLE = -1;

    /** The count of {@code []}. */
    static final long OPEN = -2;

    private final CType element;
    private final long count;

    ArrayType(CType element, long count) {
        super(false, false);
        this.element = element;
        this.count = count;
    }

    CType element() {
        return element;
    }

    /** Its length, {@link #VARIABLE} or {@link #OPEN}. */
    long count() {
        return count;
    }

    boolean isVariable() {
        return count == VARIABLE;
    }

    @Override
    long size() {
        return count < 0 ? UNKNOWN : count * element.size();
    }

    @Override
    int align() {
        return element.align();
    }

    @Override
    CType qualified(boolean isConst, boolean asVolatile) {
        return new ArrayType(element.with(isConst, asVolatile), count);
    }

    @Override
    boolean isSame(CType other) {
        return other instanceof ArrayType array && array.count == count && array.element.isIdentical(element);
    }

    @Override
    String declaring(String declarator) {
        String length = count == VARIABLE ? "?" : count == OPEN ? "" : Long.toString(count);
        return element.declaring(group(declarator) + "[" + length + "]");
    }
}

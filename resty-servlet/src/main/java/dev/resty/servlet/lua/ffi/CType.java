// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

/** A C type with its qualifiers. Immutable, but for structs and enums that are named before they are defined. */
abstract sealed class CType permits VoidType, NumberType, EnumType, PointerType, ArrayType, RecordType, FunctionType {

    /** The size of a type that has none, or none that is known yet. */
    static final long UNKNOWN = -1;

    private final boolean constant;
    private final boolean isVolatile;

    CType(boolean constant, boolean isVolatile) {
        this.constant = constant;
        this.isVolatile = isVolatile;
    }

    /** Whether its objects can't be written. */
    final boolean isConstant() {
        return constant;
    }

    final boolean isVolatile() {
        return isVolatile;
    }

    /** In bytes; {@link #UNKNOWN} where there is none. */
    abstract long size();

    /** In bytes, a power of two. */
    abstract int align();

    /** The same type with exactly these qualifiers. */
    abstract CType qualified(boolean isConst, boolean asVolatile);

    /** Whether it is the same type but for its own qualifiers. */
    abstract boolean isSame(CType other);

    /** The type around a declarator. */
    abstract String declaring(String declarator);

    /** The type with these qualifiers besides its own. */
    final CType with(boolean isConst, boolean asVolatile) {
        boolean both = constant || isConst;
        boolean either = isVolatile || asVolatile;
        return both == constant && either == isVolatile ? this : qualified(both, either);
    }

    /** Whether values of it are numbers, enums among them. */
    boolean isNumeric() {
        return false;
    }

    /** Whether it is the same type, qualifiers included. */
    final boolean isIdentical(CType other) {
        return constant == other.constant && isVolatile == other.isVolatile && isSame(other);
    }

    /** As LuaJIT prints it. */
    final String text() {
        return declaring("");
    }

    /** A name with its qualifiers in front of a declarator. */
    final String named(String name, String declarator) {
        String qualifiers = (constant ? "const " : "") + (isVolatile ? "volatile " : "");
        return qualifiers + name + (declarator.isEmpty() ? "" : " " + declarator);
    }

    /** A declarator that something is appended to. */
    static String group(String declarator) {
        return declarator.startsWith("*") || declarator.startsWith("&") ? "(" + declarator + ")" : declarator;
    }
}

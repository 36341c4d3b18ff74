// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

/** An integer, floating-point or boolean type. */
final class NumberType extends CType {

    /** What its bits mean. */
    enum Kind {
        BOOL,
        SIGNED,
        UNSIGNED,
        FLOAT
    }

    static final NumberType BOOL = new NumberType("bool", Kind.BOOL, 1);
    static final NumberType CHAR = new NumberType("char", Kind.SIGNED, 1);
    static final NumberType UCHAR = new NumberType("unsigned char", Kind.UNSIGNED, 1);
    static final NumberType SHORT = new NumberType("short", Kind.SIGNED, 2);
    static final NumberType USHORT = new NumberType("unsigned short", Kind.UNSIGNED, 2);
    static final NumberType INT = new NumberType("int", Kind.SIGNED, 4);
    static final NumberType UINT = new NumberType("unsigned int", Kind.UNSIGNED, 4);
    static final NumberType LONG = new NumberType("int64_t", Kind.SIGNED, 8);
    static final NumberType ULONG = new NumberType("uint64_t", Kind.UNSIGNED, 8);
    static final NumberType FLOAT = new NumberType("float", Kind.FLOAT, 4);
    static final NumberType DOUBLE = new NumberType("double", Kind.FLOAT, 8);

    private final String name;
    private final Kind kind;
    private final int bytes;

    private NumberType(String name, Kind kind, int bytes) {
        this(name, kind, bytes, false, false);
    }

    private NumberType(String name, Kind kind, int bytes, boolean constant, boolean isVolatile) {
        super(constant, isVolatile);
        this.name = name;
        this.kind = kind;
        this.bytes = bytes;
    }

    /** The integer type of so many bytes: 1, 2, 4 or 8. */
    static NumberType integer(int bytes, boolean unsigned) {
        return switch (bytes) {
            case 1 -> unsigned ? UCHAR : CHAR;
            case 2 -> unsigned ? USHORT : SHORT;
            case 4 -> unsigned ? UINT : INT;
            default -> unsigned ? ULONG : LONG;
        };
    }

    Kind kind() {
        return kind;
    }

    /** Its size as an int. */
    int bytes() {
        return bytes;
    }

    boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    boolean isUnsigned() {
        return kind == Kind.UNSIGNED || kind == Kind.BOOL;
    }

    /** Whether Lua sees its values as cdata, as a Lua number can't hold them all. */
    boolean isLong() {
        return bytes == 8 && isInteger();
    }

    @Override
    boolean isNumeric() {
        return true;
    }

    @Override
    long size() {
        return bytes;
    }

    @Override
    int align() {
        return bytes;
    }

    @Override
    CType qualified(boolean isConst, boolean asVolatile) {
        return new NumberType(name, kind, bytes, isConst, asVolatile);
    }

    @Override
    boolean isSame(CType other) {
        return other instanceof NumberType number && number.kind == kind && number.bytes == bytes;
    }

    @Override
    String declaring(String declarator) {
        return named(name, declarator);
    }
}

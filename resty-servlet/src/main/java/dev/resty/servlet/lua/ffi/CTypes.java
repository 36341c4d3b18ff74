// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Int64;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;

/** Questions about C types. */
final class CTypes {

    private CTypes() {}

    /** The type that a ctype is, or that cdata has; null for what isn't cdata. */
    static @Nullable CType of(LuaValue value) {
        if (value instanceof CTypeValue given) {
            return given.ctype();
        }
        if (value instanceof Int64 integer) {
            return NumberType.integer(8, integer.isUnsigned());
        }
        return value instanceof CValue cdata ? cdata.ctype() : null;
    }

    /** What a reference refers to; any other type itself. */
    static CType dereferenced(CType type) {
        return type instanceof PointerType pointer && pointer.isReference() ? pointer.target() : type;
    }

    /** What a pointer points to or an array consists of. */
    static @Nullable CType pointee(CType type) {
        if (type instanceof PointerType pointer) {
            return pointer.target();
        }
        return type instanceof ArrayType array ? array.element() : null;
    }

    /** Whether a pointer to one may be given where a pointer to the other is wanted. */
    static boolean isAssignable(CType wanted, CType given) {
        boolean discards = given.isConstant() && !wanted.isConstant() || given.isVolatile() && !wanted.isVolatile();
        if (discards && !(given instanceof FunctionType)) {
            return false;
        }
        return wanted instanceof VoidType || given instanceof VoidType || isAlike(wanted, given);
    }

    /** Whether pointers to them can be compared: all but qualifiers must fit. */
    static boolean isAlike(CType one, CType other) {
        if (one instanceof NumberType number && other instanceof NumberType given) {
            return number.bytes() == given.bytes()
                    && isFloat(number) == isFloat(given)
                    && isBool(number) == isBool(given);
        }
        if (one instanceof PointerType pointer && other instanceof PointerType given) {
            return hasSameQualifiers(pointer.target(), given.target()) && isAlike(pointer.target(), given.target());
        }
        if (one instanceof ArrayType array && other instanceof ArrayType given) {
            return array.count() == given.count() && isAlike(array.element(), given.element());
        }
        return one instanceof FunctionType && other instanceof FunctionType || one.isSame(other);
    }

    private static boolean hasSameQualifiers(CType one, CType other) {
        return one.isConstant() == other.isConstant() && one.isVolatile() == other.isVolatile();
    }

    private static boolean isFloat(NumberType type) {
        return type.kind() == NumberType.Kind.FLOAT;
    }

    private static boolean isBool(NumberType type) {
        return type.kind() == NumberType.Kind.BOOL;
    }

    /** What {@code ffi.istype} answers. */
    static boolean isType(CType wanted, CType given) {
        CType one = dereferenced(wanted);
        CType other = dereferenced(given);
        if (one.isSame(other)) {
            return true;
        }
        CType onePointee = pointee(one);
        CType otherPointee = pointee(other);
        if (one instanceof RecordType && other instanceof PointerType && otherPointee != null) {
            return one.isSame(otherPointee);
        }
        boolean samePointing = one.getClass() == other.getClass() && one.size() == other.size();
        return samePointing && onePointee != null && otherPointee != null && isAlike(onePointee, otherPointee);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

/** A pointer, or a reference as C++ has it. */
final class PointerType extends CType {

    static final PointerType TO_VOID = new PointerType(VoidType.VOID);
    static final PointerType TO_CONST_VOID = new PointerType(VoidType.VOID.with(true, false));
    static final PointerType TO_CONST_CHAR = new PointerType(NumberType.CHAR.with(true, false));

    private final CType target;
    private final boolean reference;

    PointerType(CType target) {
        this(target, false, false, false);
    }

    private PointerType(CType target, boolean reference, boolean constant, boolean isVolatile) {
        super(constant, isVolatile);
        this.target = target;
        this.reference = reference;
    }

    /** A reference. */
    static PointerType reference(CType target) {
        return new PointerType(target, true, false, false);
    }

    CType target() {
        return target;
    }

    boolean isReference() {
        return reference;
    }

    @Override
    long size() {
        return 8;
    }

    @Override
    int align() {
        return 8;
    }

    @Override
    CType qualified(boolean isConst, boolean asVolatile) {
        return new PointerType(target, reference, isConst, asVolatile);
    }

    @Override
    boolean isSame(CType other) {
        return other instanceof PointerType pointer
                && pointer.reference == reference
                && pointer.target.isIdentical(target);
    }

    @Override
    String declaring(String declarator) {
        String qualifiers = (isConstant() ? "const" : "") + (isVolatile() ? "volatile" : "");
        String space = qualifiers.isEmpty() || declarator.isEmpty() ? "" : " ";
        return target.declaring((reference ? "&" : "*") + qualifiers + space + declarator);
    }
}

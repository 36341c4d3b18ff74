// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

/** {@code void}. */
final class VoidType extends CType {

    static final VoidType VOID = new VoidType(false, false);

    private VoidType(boolean constant, boolean isVolatile) {
        super(constant, isVolatile);
    }

    @Override
    long size() {
        return UNKNOWN;
    }

    @Override
    int align() {
        return 1;
    }

    @Override
    CType qualified(boolean isConst, boolean asVolatile) {
        return new VoidType(isConst, asVolatile);
    }

    @Override
    boolean isSame(CType other) {
        return other instanceof VoidType;
    }

    @Override
    String declaring(String declarator) {
        return named("void", declarator);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.util.List;

/** A function. */
final class FunctionType extends CType {

    private final CType result;
    private final List<CType> parameters;
    private final boolean variadic;

    FunctionType(CType result, List<CType> parameters, boolean variadic) {
        super(false, false);
        this.result = result;
        this.parameters = List.copyOf(parameters);
        this.variadic = variadic;
    }

    CType result() {
        return result;
    }

    List<CType> parameters() {
        return parameters;
    }

    boolean isVariadic() {
        return variadic;
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
        return this;
    }

    @Override
    boolean isSame(CType other) {
        if (!(other instanceof FunctionType function)
                || function.variadic != variadic
                || !function.result.isIdentical(result)
                || function.parameters.size() != parameters.size()) {
            return false;
        }
        for (int i = 0; i < parameters.size(); i++) {
            if (!parameters.get(i).isSame(function.parameters.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    String declaring(String declarator) {
        return result.declaring(group(declarator) + "()");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

/** A declaration of a local variable or parameter. Filled in while its function is parsed, never changed afterwards. */
public final class LocalVariable {

    private final String name;
    private final FunctionBody owner;
    private boolean captured;
    private boolean assigned;

    LocalVariable(String name, FunctionBody owner) {
        this.name = name;
        this.owner = owner;
    }

    /** A variable that no source has, for who compiles a function. */
    public static LocalVariable temporary(FunctionBody owner) {
        return new LocalVariable("(temporary)", owner);
    }

    /** Its name; the hidden ones of loops are named as in {@code debug.getlocal}: {@code (for index)}. */
    public String name() {
        return name;
    }

    /** The function that declares it. */
    public FunctionBody owner() {
        return owner;
    }

    /** Whether an inner function uses it. */
    public boolean isCaptured() {
        return captured;
    }

    /** Whether anything is assigned to it after its declaration. */
    public boolean isAssigned() {
        return assigned;
    }

    /**
     * Whether it must live in a cell of its own, shared by the functions that use it. Where it need not, an inner
     * function takes a copy of its value.
     */
    public boolean needsCell() {
        return captured && assigned;
    }

    void capture() {
        captured = true;
    }

    void assign() {
        assigned = true;
    }

    @Override
    public String toString() {
        return name;
    }
}

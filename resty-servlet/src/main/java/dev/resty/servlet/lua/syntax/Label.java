// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

/** A label that {@code goto} leads to: one object for the label and all that lead to it. */
public final class Label {

    private final String name;

    /** A label of that name. */
    Label(String name) {
        this.name = name;
    }

    /** Its name. */
    public String name() {
        return name;
    }
}

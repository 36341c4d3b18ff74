// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A function that runs.
 *
 * @param code its source; null for a Java function
 * @param place where it is
 * @param closure the function itself; null where that isn't known
 * @param frame its variables; null for a function that isn't interpreted
 */
public record Activation(
        @Nullable Code code,
        Place place,
        @Nullable Closure closure,
        @Nullable InterpretedFrame frame) {

    /** What stands where no function runs. */
    public static final Activation NONE = new Activation(null, Place.UNKNOWN, null, null);

    /** How the caller names the function. */
    public record Name(String kind, String name) {}

    /** Whether it is a Lua function. */
    public boolean isLua() {
        return code != null;
    }

    /** {@code "chunk:line: "}; empty for a Java function. */
    public String where() {
        return code == null ? "" : code.shortName() + ":" + place.line() + ": ";
    }

    /** How this function, where it is, names the function it calls; null where it gives it no name. */
    public @Nullable Name called() {
        if (code == null) {
            return null;
        }
        if (place.metamethod() != null) {
            String kind = place.metamethod().startsWith("(") ? "local" : "metamethod";
            return new Name(kind, place.metamethod());
        }
        String name = place.left();
        int quote = name == null ? -1 : name.indexOf('\'');
        return name == null || quote < 1
                ? null
                : new Name(name.substring(0, quote - 1), name.substring(quote + 1, name.length() - 1));
    }
}

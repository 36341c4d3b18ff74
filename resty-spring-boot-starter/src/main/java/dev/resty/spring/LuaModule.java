// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Offers a bean's methods to scripts, as a module that they {@code require}.
 *
 * <pre>{@code
 * @Component
 * @LuaModule("shop.users")
 * class Users {
 *     public User find(long id) { ... }       // local user, err = require("shop.users").find(42)
 * }
 * }</pre>
 *
 * <p>The functions are the methods with {@link LuaFunction}, or all public ones where none has it, by their names.
 * Arguments are converted to the parameters' types; a missing one is null. A result may be text, a number, a boolean,
 * {@code byte[]}, a list, array, map, record, enum, date or time, or an {@link java.util.Optional} of these; null and an
 * empty Optional become nil, and a method without a result returns {@code true}. An exception becomes {@code nil} and
 * its message. The script's worker serves other requests while the method runs, so it may block; it must be safe for
 * concurrent use.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface LuaModule {

    /** What {@code require} takes. */
    String value();
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a method a function of its bean's {@link LuaModule}; the methods without it then are none. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LuaFunction {

    /** The function's name in Lua; the method's unless given. */
    String value() default "";
}

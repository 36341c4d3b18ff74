// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.lang.invoke.MethodType;

/**
 * A static Java method that does what a library function does for ordinary arguments, without boxes and argument lists.
 * Compiled code calls it where the function that it is about to call turns out to be that library function.
 *
 * <p>The method may refuse: then nothing has happened yet, and the function itself is called. It refuses by its result,
 * NaN of a {@code double}, null of a {@link org.luaj.vm2.LuaValue}, false of a {@code boolean} (which stands for no result).
 * It raises no errors of its own, for those name the function.
 *
 * @param function the library function's {@linkplain Intrinsics#id number}
 * @param owner the public class that has the method
 * @param method its name
 * @param type its parameters, {@code LuaValue} or, where only a number will do, {@code double}; its result
 */
public record Intrinsic(int function, Class<?> owner, String method, MethodType type) {}

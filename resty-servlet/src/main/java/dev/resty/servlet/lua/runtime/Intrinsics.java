// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;

/**
 * The Java methods that compiled code may call in place of library functions. Libraries register theirs before any code
 * is compiled, in a static initializer; library functions carry the {@linkplain #id number} of their name, by which
 * compiled code knows them whatever variable they come from. Safe for concurrent use.
 */
public final class Intrinsics {

    private static final ConcurrentMap<String, Integer> IDS = new ConcurrentHashMap<>();
    private static final AtomicInteger LAST = new AtomicInteger();
    private static final ConcurrentMap<String, Intrinsic> METHODS = new ConcurrentHashMap<>();

    private Intrinsics() {}

    /** The number of a library function's name, such as {@code string.byte}: above 0, the same for as long as the JVM runs. */
    public static int id(String name) {
        return IDS.computeIfAbsent(name, n -> LAST.incrementAndGet());
    }

    /**
     * Offers a method for calls of a library function with as many arguments as it has parameters; see {@link Intrinsic}.
     *
     * @param name as scripts write it, such as {@code string.byte}: calls that look like it try the method
     * @param owner a public class, its static public method of the name {@code method} is called
     * @throws IllegalArgumentException there is no such method
     */
    public static void register(String name, Class<?> owner, String method, Class<?> result, Class<?>... parameters) {
        METHODS.put(key(name, parameters.length), intrinsic(name, owner, method, result, parameters));
    }

    private static Intrinsic intrinsic(
            String name, Class<?> owner, String method, Class<?> result, Class<?>... parameters) {
        MethodType type = MethodType.methodType(result, parameters);
        boolean known = result == double.class || result == boolean.class || result == LuaValue.class;
        try {
            int modifiers = owner.getMethod(method, parameters).getModifiers();
            if (!known || !Modifier.isStatic(modifiers) || !Modifier.isPublic(owner.getModifiers())) {
                throw new IllegalArgumentException(owner + "." + method + type + " can't be an intrinsic");
            }
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(owner + " has no public method " + method + type, e);
        }
        return new Intrinsic(id(name), owner, method, type);
    }

    /**
     * Offers a method for calls of a library function by a colon, such as {@code dict:get(key)}, whatever the object is:
     * it is the first parameter. One method only can be offered for a name and a number of parameters; the last one is taken.
     *
     * @param name the library function, such as {@code string.byte}
     * @param method what stands behind the colon
     * @param owner as in {@link #register}
     * @throws IllegalArgumentException there is no such method
     */
    public static void registerMethod(
            String name, String method, Class<?> owner, String javaMethod, Class<?> result, Class<?>... parameters) {
        METHODS.put(key(":" + method, parameters.length), intrinsic(name, owner, javaMethod, result, parameters));
    }

    /** What was registered for calls of methods of that name with so many arguments, the object included; else null. */
    public static @Nullable Intrinsic findMethod(String method, int arguments) {
        return METHODS.get(key(":" + method, arguments));
    }

    /** What was registered for calls that look like those of {@code name} with so many arguments; null where nothing was. */
    public static @Nullable Intrinsic find(@Nullable String name, int arguments) {
        return name == null ? null : METHODS.get(key(name, arguments));
    }

    private static String key(String name, int arguments) {
        return name + "/" + arguments;
    }
}

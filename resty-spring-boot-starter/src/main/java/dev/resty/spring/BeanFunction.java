// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.lua.JavaFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.ReflectionUtils;

/** A bean's method as a function for scripts. Looks the bean up when it is first called. */
final class BeanFunction implements JavaFunction {

    private static final TypeDescriptor OBJECT = TypeDescriptor.valueOf(Object.class);

    private final String name;
    private final BeanFactory beans;
    private final String bean;
    private final Method method;
    private final ConversionService conversion;
    private final TypeDescriptor[] parameters;
    private volatile @Nullable MethodHandle handle;

    BeanFunction(String name, BeanFactory beans, String bean, Method method, ConversionService conversion) {
        this.name = name;
        this.beans = beans;
        this.bean = bean;
        this.method = method;
        this.conversion = conversion;
        this.parameters = new TypeDescriptor[method.getParameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = new TypeDescriptor(MethodParameter.forExecutable(method, i));
        }
    }

    @Override
    public @Nullable Object call(@Nullable Object[] args) throws Exception {
        @Nullable Object[] converted = new @Nullable Object[parameters.length];
        for (int i = 0; i < converted.length; i++) {
            converted[i] = convert(i < args.length ? args[i] : null, i);
        }
        Object result;
        try {
            result = handle().invokeExact(converted);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return method.getReturnType() == void.class ? Boolean.TRUE : LuaResult.of(result);
    }

    private @Nullable Object convert(@Nullable Object argument, int index) {
        TypeDescriptor parameter = parameters[index];
        if (argument == null) {
            if (parameter.isPrimitive()) {
                throw bad(index, luaType(parameter.getObjectType()) + " expected, got nil", null);
            }
            return null;
        }
        if (parameter.getType().isInstance(argument) && !parameter.isCollection() && !parameter.isMap()) {
            return argument;
        }
        try {
            return conversion.convert(argument, OBJECT.narrow(argument), parameter);
        } catch (ConversionException e) {
            String expected = luaType(parameter.getObjectType());
            throw bad(index, expected + " expected, got " + luaType(argument.getClass()), e);
        }
    }

    /** Misuse by the script: an error of its own, as Lua's functions raise it. */
    private LuaError bad(int index, String why, @Nullable Exception cause) {
        LuaError error = new LuaError("bad argument #" + (index + 1) + " to '" + name + "' (" + why + ")");
        if (cause != null) {
            error.addSuppressed(cause);
        }
        return error;
    }

    /** What Lua calls values of a type; for those that it can't have, the type's own name. */
    private static String luaType(Class<?> type) {
        if (Number.class.isAssignableFrom(type)) {
            return "number";
        }
        if (CharSequence.class.isAssignableFrom(type) || type == byte[].class) {
            return "string";
        }
        if (Iterable.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type) || type.isArray()) {
            return "table";
        }
        return type == Boolean.class ? "boolean" : type.getSimpleName();
    }

    private MethodHandle handle() throws IllegalAccessException {
        MethodHandle known = handle;
        if (known == null) {
            Object target = beans.getBean(bean);
            Method invocable = AopUtils.selectInvocableMethod(method, target.getClass());
            ReflectionUtils.makeAccessible(invocable);
            known = MethodHandles.lookup()
                    .unreflect(invocable)
                    .bindTo(target)
                    .asFixedArity()
                    .asSpreader(Object[].class, parameters.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            handle = known;
        }
        return known;
    }
}

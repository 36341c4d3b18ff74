// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.lua.JavaModule;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds the beans with {@link LuaModule}. They are made when a script first calls them. */
final class LuaModules {

    private final ListableBeanFactory beans;
    private final ConversionService conversion;

    LuaModules(ListableBeanFactory beans, ConversionService conversion) {
        this.beans = beans;
        this.conversion = conversion;
    }

    /**
     * The modules; several beans may share one.
     *
     * @throws IllegalStateException where two methods would be one function, or a method can't be called
     */
    List<JavaModule> find() {
        Map<String, JavaModule.Builder> modules = new LinkedHashMap<>();
        Map<String, Method> taken = new LinkedHashMap<>();
        for (String bean : beans.getBeanNamesForAnnotation(LuaModule.class)) {
            LuaModule annotation = beans.findAnnotationOnBean(bean, LuaModule.class);
            Class<?> type = beans.getType(bean);
            if (annotation == null || type == null || ScopedProxyUtils.isScopedTarget(bean)) {
                continue;
            }
            JavaModule.Builder module = modules.computeIfAbsent(annotation.value(), JavaModule::named);
            for (Method method : methods(ClassUtils.getUserClass(type))) {
                String name = name(method);
                Method before = taken.putIfAbsent(annotation.value() + "." + name, method);
                if (before != null) {
                    throw new IllegalStateException("two methods would be \"" + name + "\" of the Lua module \""
                            + annotation.value() + "\": " + before + " and " + method
                            + "; name one of them otherwise with @LuaFunction");
                }
                module.function(name, new BeanFunction(name, beans, bean, method, conversion));
            }
        }
        return modules.values().stream().map(JavaModule.Builder::build).toList();
    }

    private static List<Method> methods(Class<?> type) {
        Set<Method> chosen = MethodIntrospector.selectMethods(type, (ReflectionUtils.MethodFilter)
                method -> AnnotatedElementUtils.hasAnnotation(method, LuaFunction.class));
        if (!chosen.isEmpty()) {
            return List.copyOf(chosen);
        }
        List<Method> all = new ArrayList<>();
        for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
            if (Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.isSynthetic()
                    && !ReflectionUtils.isObjectMethod(method)
                    && method.getDeclaringClass() != Object.class) {
                all.add(method);
            }
        }
        return all;
    }

    private static String name(Method method) {
        LuaFunction annotation = AnnotatedElementUtils.findMergedAnnotation(method, LuaFunction.class);
        return annotation == null || annotation.value().isEmpty() ? method.getName() : annotation.value();
    }
}

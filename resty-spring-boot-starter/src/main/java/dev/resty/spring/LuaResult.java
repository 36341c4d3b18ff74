// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** What a method returned, in the types that scripts can be given. */
final class LuaResult {

    private static final int DEEPEST = 100;

    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            List<Component> components = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                components.add(Component.of(component));
            }
            return List.copyOf(components);
        }
    };

    private record Component(String name, MethodHandle accessor) {

        static Component of(RecordComponent component) {
            ReflectionUtils.makeAccessible(component.getAccessor());
            try {
                return new Component(component.getName(), MethodHandles.lookup().unreflect(component.getAccessor()));
            } catch (IllegalAccessException e) {
                throw new IllegalArgumentException(component + " can't be read", e);
            }
        }

        @Nullable Object of(Object of) {
            try {
                return accessor.invoke(of);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(name + " can't be read", e);
            }
        }
    }

    private LuaResult() {}

    /** Takes Optionals and records apart, also within lists and maps. */
    static @Nullable Object of(@Nullable Object result) {
        return of(result, 0);
    }

    private static @Nullable Object of(@Nullable Object result, int depth) {
        if (result == null || result instanceof Number || result instanceof CharSequence || result instanceof byte[]) {
            return result;
        }
        if (depth == DEEPEST) {
            throw new IllegalArgumentException("the result contains itself or is nested deeper than " + DEEPEST);
        }
        if (result instanceof Optional<?> optional) {
            return of(optional.orElse(null), depth);
        }
        if (result instanceof Record) {
            Map<String, @Nullable Object> table = new LinkedHashMap<>();
            for (Component component : COMPONENTS.get(result.getClass())) {
                table.put(component.name(), of(component.of(result), depth + 1));
            }
            return table;
        }
        if (result instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> table = new LinkedHashMap<>();
            map.forEach((key, value) -> table.put(of(key, depth + 1), of(value, depth + 1)));
            return table;
        }
        if (result instanceof Iterable<?> elements) {
            List<@Nullable Object> list = new ArrayList<>();
            elements.forEach(element -> list.add(of(element, depth + 1)));
            return list;
        }
        if (result.getClass().isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < Array.getLength(result); i++) {
                list.add(of(Array.get(result, i), depth + 1));
            }
            return list;
        }
        boolean text = result instanceof TemporalAccessor || result instanceof TemporalAmount || result instanceof UUID;
        return text ? result.toString() : result;
    }
}

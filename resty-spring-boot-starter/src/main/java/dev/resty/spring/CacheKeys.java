// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.dict.DictKey;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The keys of Spring caches as texts, the same on all nodes. A single argument is its text; several, which Spring makes a
 * {@link SimpleKey}, and the elements of arrays and collections stand in parentheses, with their commas, parentheses and
 * backslashes escaped, so that different arguments never have the same text.
 */
final class CacheKeys {

    /** Where a SimpleKey has its arguments, which it shows to nobody; its own text doesn't tell ("a, b") from ("a", "b"). */
    private static final Field PARAMS = params();

    private static final ClassValue<Boolean> HAS_TEXT = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return ClassUtils.getMethod(type, "toString").getDeclaringClass() != Object.class;
        }
    };

    private CacheKeys() {}

    /**
     * The text of a key.
     *
     * @throws IllegalArgumentException where it has none of its own
     */
    static String of(Object key) {
        if (key instanceof SimpleKey simple) {
            Object[] arguments = (Object[]) ReflectionUtils.getField(PARAMS, simple);
            return list(Arrays.asList(arguments == null ? new Object[0] : arguments));
        }
        return DictKey.utf8(text(key));
    }

    private static String text(@Nullable Object part) {
        if (part == null) {
            return "\\0";
        }
        if (part instanceof SimpleKey) {
            return of(part);
        }
        if (part instanceof Collection<?> parts) {
            return list(parts);
        }
        if (part instanceof Object[] parts) {
            return list(Arrays.asList(parts));
        }
        if (part.getClass().isArray() || part instanceof Map || !HAS_TEXT.get(part.getClass())) {
            throw new IllegalArgumentException("a cache's key must have a text of its own, which "
                    + part.getClass().getName() + " hasn't: give the key as an expression");
        }
        return part.toString();
    }

    private static String list(Collection<?> parts) {
        StringBuilder text = new StringBuilder("(");
        String separator = "";
        for (Object part : parts) {
            text.append(separator);
            separator = ",";
            String inner = text(part);
            if (part instanceof Collection || part instanceof Object[] || part instanceof SimpleKey || part == null) {
                text.append(inner);
            } else {
                escape(inner, text);
            }
        }
        return DictKey.utf8(text.append(')').toString());
    }

    private static void escape(String inner, StringBuilder text) {
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == ',' || c == '(' || c == ')' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
    }

    private static Field params() {
        Field field = ReflectionUtils.findField(SimpleKey.class, "params", Object[].class);
        if (field == null) {
            throw new IllegalStateException("this version of Spring has another SimpleKey than is known here");
        }
        field.setAccessible(true);
        return field;
    }
}

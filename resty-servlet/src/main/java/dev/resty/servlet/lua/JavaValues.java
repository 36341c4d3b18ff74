// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua values to Java objects and back, by the rules of {@link JavaModule}. */
final class JavaValues {

    private static final int DEEPEST = 100;
    private static final double EXACT = 9007199254740992.0;

    private JavaValues() {}

    /**
     * A Lua value as a Java object.
     *
     * @throws IllegalArgumentException functions, threads and userdata, tables that contain themselves or are nested
     *     too deep
     */
    static @Nullable Object toJava(LuaValue value) {
        return toJava(value, 0);
    }

    private static @Nullable Object toJava(LuaValue value, int depth) {
        return switch (value.type()) {
            case LuaValue.TNIL -> null;
            case LuaValue.TBOOLEAN -> value.toboolean();
            case LuaValue.TNUMBER -> number(value.todouble());
            case LuaValue.TSTRING -> text((LuaString) value);
            case LuaValue.TTABLE -> table((LuaTable) value, depth);
            default -> throw new IllegalArgumentException("a " + value.typename() + " cannot be given to Java");
        };
    }

    private static Object number(double number) {
        return number == Math.rint(number) && Math.abs(number) <= EXACT ? (Object) (long) number : (Object) number;
    }

    private static Object text(LuaString string) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(string.m_bytes, string.m_offset, string.m_length))
                    .toString();
        } catch (CharacterCodingException e) {
            return LuaText.copy(string);
        }
    }

    private static Object table(LuaTable table, int depth) {
        if (depth == DEEPEST) {
            throw new IllegalArgumentException("table contains itself or is nested deeper than " + DEEPEST);
        }
        int length = table.length();
        if (length > 0 && table.keyCount() == length) {
            List<@Nullable Object> list = new ArrayList<>(length);
            for (int i = 1; i <= length; i++) {
                list.add(toJava(table.rawget(i), depth + 1));
            }
            return list;
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (Varargs entry = table.next(LuaValue.NIL); !entry.arg1().isnil(); entry = table.next(entry.arg1())) {
            map.put(toJava(entry.arg1(), depth + 1), toJava(entry.arg(2), depth + 1));
        }
        return map;
    }

    /**
     * A Java object as a Lua value.
     *
     * @throws IllegalArgumentException an object of any other type, collections that contain themselves or are nested
     *     too deep
     */
    static LuaValue toLua(@Nullable Object object) {
        return toLua(object, 0);
    }

    private static LuaValue toLua(@Nullable Object object, int depth) {
        if (object == null) {
            return LuaValue.NIL;
        }
        if (object instanceof LuaValue value) {
            return value;
        }
        if (object instanceof CharSequence || object instanceof Enum || object instanceof Character) {
            return LuaText.utf8(object.toString());
        }
        if (object instanceof Integer number) {
            return LuaInteger.valueOf(number);
        }
        if (object instanceof Number number) {
            return LuaDouble.valueOf(number.doubleValue());
        }
        if (object instanceof Boolean bool) {
            return LuaValue.valueOf(bool);
        }
        if (object instanceof byte[] bytes) {
            return LuaString.valueUsing(bytes.clone());
        }
        if (depth == DEEPEST) {
            throw new IllegalArgumentException("value contains itself or is nested deeper than " + DEEPEST);
        }
        if (object instanceof Object[] array) {
            return list(Arrays.asList(array), depth);
        }
        if (object instanceof Iterable<?> elements) {
            return list(elements, depth);
        }
        if (object instanceof Map<?, ?> map) {
            return map(map, depth);
        }
        throw new IllegalArgumentException(object.getClass().getName() + " cannot be given to Lua");
    }

    private static LuaTable list(Iterable<?> elements, int depth) {
        LuaTable table = new Table();
        int index = 1;
        for (Object element : elements) {
            table.rawset(index++, toLua(element, depth + 1));
        }
        return table;
    }

    private static LuaTable map(Map<?, ?> map, int depth) {
        LuaTable table = new Table();
        map.forEach((key, value) -> {
            LuaValue luaKey = toLua(key, depth + 1);
            if (luaKey.isnil()) {
                throw new IllegalArgumentException("a map with a null key cannot be given to Lua");
            }
            table.rawset(luaKey, toLua(value, depth + 1));
        });
        return table;
    }
}

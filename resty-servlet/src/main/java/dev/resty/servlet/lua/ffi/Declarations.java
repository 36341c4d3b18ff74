// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code ffi.cdef} has declared in a worker. */
final class Declarations {

    private final Map<String, CType> types = new HashMap<>();
    private final Map<String, CType> tags = new HashMap<>();
    private final Map<String, CConstant> constants = new HashMap<>();
    private final Map<String, CType> symbols = new HashMap<>();
    private final Map<String, String> redirected = new HashMap<>();
    private int nameless = 95;

    Declarations() {
        for (int bytes = 1; bytes <= 8; bytes *= 2) {
            types.put("int" + bytes * 8 + "_t", NumberType.integer(bytes, false));
            types.put("uint" + bytes * 8 + "_t", NumberType.integer(bytes, true));
        }
        types.put("ptrdiff_t", NumberType.LONG);
        types.put("ssize_t", NumberType.LONG);
        types.put("intptr_t", NumberType.LONG);
        types.put("size_t", NumberType.ULONG);
        types.put("uintptr_t", NumberType.ULONG);
        types.put("wchar_t", NumberType.INT);
        types.put("va_list", PointerType.TO_VOID);
        types.put("__builtin_va_list", PointerType.TO_VOID);
        types.put("__gnuc_va_list", PointerType.TO_VOID);
    }

    /** The type that a {@code typedef} made; null where none did. */
    @Nullable CType type(String name) {
        return types.get(name);
    }

    /** The struct, union or enum of that tag; null where none is declared. */
    @Nullable CType tag(String name) {
        return tags.get(name);
    }

    void tag(String name, CType type) {
        tags.put(name, type);
    }

    @Nullable CConstant constant(String name) {
        return constants.get(name);
    }

    /** The type of a declared function or variable; null where none is. */
    @Nullable CType symbol(String name) {
        return symbols.get(name);
    }

    /** The name that a function's {@code __asm__} gives the linker; mostly its own. */
    String linkName(String name) {
        return redirected.getOrDefault(name, name);
    }

    /** Whether something has the name already: declaring it again is ignored. */
    boolean isTaken(String name) {
        return types.containsKey(name) || constants.containsKey(name) || symbols.containsKey(name);
    }

    void type(String name, CType type) {
        types.put(name, type);
    }

    void constant(String name, CConstant value) {
        constants.put(name, value);
    }

    void symbol(String name, CType type, @Nullable String linkName) {
        symbols.put(name, type);
        if (linkName != null) {
            redirected.put(name, linkName);
        }
    }

    /** What a type without a tag is called. */
    String namelessTag() {
        return Integer.toString(nameless++);
    }
}

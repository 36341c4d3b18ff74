// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The kind of lists that lua-resty-openssl makes of OpenSSL's stacks: {@code list[i]}, {@code #list}, and iteration.
 *
 * @param <T> what is in them
 */
final class OpensslList<T> {

    /** The state of a list. */
    static final class Items<T> {

        final List<T> items;
        private final Class<?> type;

        Items(List<T> items, Class<?> type) {
            this.items = items;
            this.type = type;
        }
    }

    private final String module;
    private final Class<T> type;
    private final Function<T, LuaValue> shown;
    private final boolean pairs;
    private final LuaTable methods;
    private final LuaTable metatable = new Table();

    /**
     * A kind of lists.
     *
     * @param module the module's name without what all have
     * @param shown the Lua value of an item
     * @param pairs whether iteration gives the two values that an item's table has, instead of position and item
     */
    OpensslList(String module, Class<T> type, Function<T, LuaValue> shown, boolean pairs) {
        this.module = module;
        this.type = type;
        this.shown = shown;
        this.pairs = pairs;
        this.methods = LibraryTable.of()
                .fn("new", "list, err = " + module + ".new()", "An empty one.", args -> list(new ArrayList<>()))
                .fn("dup", "list, err = " + module + ".dup(ctx)", "Another one of the same.", this::copy)
                .fn(
                        "istype",
                        "is = " + module + ".istype(value)",
                        "Whether it is one.",
                        args -> args.arg1().toboolean() ? LuaValue.valueOf(isList(args.arg1())) : args.arg1())
                .fn("all", "table = list:all()", "All items.", this::all)
                .fn("each", "iterator = list:each()", "For a loop.", this::each)
                .fn("index", "item = list:index(i)", "An item.", args -> item(args, args.arg(2)))
                .fn(
                        "count",
                        "n = list:count()",
                        "How many.",
                        args -> LuaValue.valueOf(items(args, "count").size()))
                .build();
        metatable.set(
                LuaValue.INDEX,
                NativeFunction.of(
                        "index",
                        args -> args.arg(2).type() == LuaValue.TNUMBER
                                ? item(args, args.arg(2))
                                : methods.get(args.arg(2))));
        metatable.set("__len", methods.get("count"));
        metatable.set("__pairs", methods.get("each"));
        metatable.set("__ipairs", methods.get("each"));
    }

    /** The module, and what its objects have as methods. */
    LuaTable module() {
        return methods;
    }

    /** The metatable of the objects. */
    LuaTable metatable() {
        return metatable;
    }

    /** A list as an object for Lua. */
    NativeObject list(List<T> items) {
        return new NativeObject(new Items<>(items, type), metatable);
    }

    private boolean isList(LuaValue value) {
        Items<?> found = NativeObject.find(Items.class, value);
        return found != null && found.type == type;
    }

    /** The items of the list that a method was called for. */
    @SuppressWarnings("unchecked")
    List<T> items(Varargs args, String function) {
        if (!isList(args.arg1())) {
            throw Arguments.expected(module, args, 1, function);
        }
        return ((Items<T>) NativeObject.of(Items.class, module, args, 1, function)).items;
    }

    /** The items of an argument; null where it is no such list. */
    @SuppressWarnings("unchecked")
    @Nullable List<T> find(LuaValue value) {
        return isList(value)
                ? ((Items<T>) java.util.Objects.requireNonNull(NativeObject.find(Items.class, value))).items
                : null;
    }

    @SuppressWarnings("unchecked")
    private Varargs copy(Varargs args) {
        if (args.arg1().isuserdata(Items.class) && ((Items<?>) args.arg1().touserdata()).type == type) {
            return list(new ArrayList<>(((Items<T>) args.arg1().touserdata()).items));
        }
        return Arguments.failure(module + ".dup: expect a " + module + " ctx at #1");
    }

    private LuaValue item(Varargs args, LuaValue position) {
        List<T> items = items(args, "index");
        int at = position.toint();
        return at >= 1 && at <= items.size() ? shown.apply(items.get(at - 1)) : LuaValue.NIL;
    }

    private Varargs all(Varargs args) {
        LuaTable all = new Table();
        int position = 0;
        for (T item : items(args, "all")) {
            LuaValue value = shown.apply(item);
            if (pairs) {
                all.set(value.get(1), value.get(2));
            } else {
                all.set(++position, value);
            }
        }
        return all;
    }

    private Varargs each(Varargs args) {
        List<T> items = items(args, "each");
        int[] at = {0};
        return NativeFunction.of("each", ignored -> {
            if (at[0] >= items.size()) {
                return LuaValue.NIL;
            }
            LuaValue value = shown.apply(items.get(at[0]++));
            return pairs
                    ? LuaValue.varargsOf(value.get(1), value.get(2))
                    : LuaValue.varargsOf(LuaValue.valueOf(at[0]), value);
        });
    }
}

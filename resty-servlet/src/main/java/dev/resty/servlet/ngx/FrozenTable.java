// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A Lua table that nothing changes any more, with all tables in it: the scripts of all workers may read it at the same
 * time, and a shared dict holds it as it is. Reading is that of any table; every way of writing raises
 * {@code attempt to modify a frozen table}.
 */
public final class FrozenTable extends LuaTable {

    private static final int DEEPEST = 200;
    private static final int TABLE_SIZE = 64;
    private static final int ENTRY_SIZE = 48;
    private static final int STRING_SIZE = 48;
    private static final String MODIFIED = "attempt to modify a frozen table";

    private final boolean sealed;
    private int size = TABLE_SIZE;

    private FrozenTable(LuaTable table, Freezing freezing, int depth) {
        super(table.rawlen(), 0);
        for (Varargs entry = table.next(NIL); !entry.arg1().isnil(); entry = table.next(entry.arg1())) {
            LuaValue key = freezing.scalar(entry.arg1());
            LuaValue value = freezing.value(entry.arg(2), depth);
            super.rawset(key, value);
            size += ENTRY_SIZE + sizeOf(key) + sizeOf(value);
        }
        sealed = true;
    }

    /**
     * A frozen copy of a table and all tables in it; a frozen table itself. A table that is there twice is one table in the
     * copy too.
     *
     * @throws LuaError where there is anything in it but strings, numbers, booleans, {@code ngx.null} and tables without
     *     metatables, or it contains itself
     */
    public static FrozenTable of(LuaTable table) {
        return table instanceof FrozenTable frozen ? frozen : new Freezing().table(table, 0);
    }

    private static int sizeOf(LuaValue value) {
        if (value instanceof LuaString string) {
            return STRING_SIZE + string.m_length;
        }
        return value instanceof FrozenTable table ? table.size : 0;
    }

    /** About how many bytes of the heap it takes; it counts so much in a shared dict. */
    public int size() {
        return size;
    }

    /**
     * A copy for Java: keys and values are texts of UTF-8, {@code Double}s, {@code Boolean}s, maps like this one, and null
     * for {@code ngx.null}. In the order of Lua's {@code next}.
     */
    public Map<Object, @Nullable Object> toMap() {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (Varargs entry = next(NIL); !entry.arg1().isnil(); entry = next(entry.arg1())) {
            Object key = java(entry.arg1());
            if (key != null) {
                map.put(key, java(entry.arg(2)));
            }
        }
        return Collections.unmodifiableMap(map);
    }

    private static @Nullable Object java(LuaValue value) {
        return switch (value.type()) {
            case TSTRING -> value.tojstring();
            case TNUMBER -> value.todouble();
            case TBOOLEAN -> value.toboolean();
            case TTABLE -> ((FrozenTable) value).toMap();
            default -> null;
        };
    }

    @Override
    public void rawset(int key, LuaValue value) {
        throw new LuaError(MODIFIED);
    }

    @Override
    public void rawset(LuaValue key, LuaValue value) {
        throw new LuaError(MODIFIED);
    }

    @Override
    public void hashset(LuaValue key, LuaValue value) {
        if (sealed) {
            throw new LuaError(MODIFIED);
        }
        super.hashset(key, value);
    }

    @Override
    public LuaValue setmetatable(@Nullable LuaValue metatable) {
        throw new LuaError(MODIFIED);
    }

    @Override
    public void insert(int position, LuaValue value) {
        throw new LuaError(MODIFIED);
    }

    @Override
    public LuaValue remove(int position) {
        throw new LuaError(MODIFIED);
    }

    @Override
    public void sort(LuaValue comparator) {
        throw new LuaError(MODIFIED);
    }

    @Override
    public void presize(int array) {
        if (sealed) {
            throw new LuaError(MODIFIED);
        }
        super.presize(array);
    }

    /** One copy being made: which tables are done, and which are being copied. */
    private static final class Freezing {

        private final Map<LuaTable, @Nullable FrozenTable> tables = new IdentityHashMap<>();

        FrozenTable table(LuaTable table, int depth) {
            FrozenTable done = tables.get(table);
            if (done != null) {
                return done;
            }
            if (tables.containsKey(table)) {
                throw new LuaError("can't freeze a table that contains itself");
            }
            if (depth > DEEPEST) {
                throw new LuaError("can't freeze tables nested deeper than " + DEEPEST);
            }
            if (table.getmetatable() != null) {
                throw new LuaError("can't freeze a table with a metatable");
            }
            tables.put(table, null);
            FrozenTable frozen = new FrozenTable(table, this, depth);
            tables.put(table, frozen);
            return frozen;
        }

        LuaValue value(LuaValue value, int depth) {
            if (value instanceof FrozenTable) {
                return value;
            }
            return value instanceof LuaTable inner ? table(inner, depth + 1) : scalar(value);
        }

        LuaValue scalar(LuaValue value) {
            switch (value.type()) {
                case TSTRING, TNUMBER, TBOOLEAN:
                    return value;
                default:
                    if (value == NgxNull.NULL) {
                        return value;
                    }
                    throw new LuaError("can't freeze a " + value.typename());
            }
        }
    }
}

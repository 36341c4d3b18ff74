// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A Lua table. Belongs to one worker; not safe for concurrent use.
 *
 * <p>The methods {@code get...}, {@code put...} and {@code change...} of {@link TableEntries} are for running code and
 * know nothing of metatables. What LuaJ's API has is here, for Java code: it behaves like Lua's operators.
 */
public class Table extends TableWalk {

    /** The bit of {@code __index} in {@link #absent}. */
    static final int INDEX_BIT = 1;

    /** The bit of {@code __newindex} in {@link #absent}. */
    static final int NEWINDEX_BIT = 2;

    /** The bit of {@code __mode} in {@link #absent}. */
    private static final int MODE_BIT = 4;

    private @Nullable LuaValue metatable;

    /** An empty table. */
    public Table() {}

    /** An empty table with room. */
    public Table(int elements, int entries) {
        super(elements, entries);
    }

    private Table(Table template) {
        super(template);
    }

    /** A table of the elements 1 to n. */
    public static Table list(LuaValue... elements) {
        Table table = new Table(elements.length, 0);
        for (int i = 0; i < elements.length; i++) {
            table.putInt(i + 1, elements[i]);
        }
        return table;
    }

    /** A table of keys, each with its value behind it. */
    public static Table map(LuaValue... entries) {
        Table table = new Table(0, entries.length / 2);
        for (int i = 0; i < entries.length; i += 2) {
            table.rawset(entries[i], entries[i + 1]);
        }
        return table;
    }

    /**
     * A template of tables with these fields, without values, and with room for elements.
     *
     * @param places becomes the fields' places, for {@link #fill}
     */
    public static Table template(List<LuaString> names, int[] places, int elements) {
        Table table = new Table(elements, names.size());
        for (int i = 0; i < places.length; i++) {
            places[i] = table.reserve(names.get(i));
        }
        return table;
    }

    /** A new table of this template. */
    public final Table instance() {
        return new Table(this);
    }

    /** A copy of the entries, without the metatable. Weak entries become ordinary ones. */
    public final Table copy() {
        if (cold != null || !hasOnlyValues()) {
            Table copy = new Table();
            for (int i = nextPosition(0); i > 0; i = nextPosition(i)) {
                LuaValue key = keyAt(i);
                LuaValue value = elementAt(i);
                if (key != null && value != null) {
                    copy.putAny(key, value);
                }
            }
            return copy;
        }
        return new Table(this);
    }

    /** Its metatable; null where it has none. */
    public final @Nullable LuaValue metatable() {
        return metatable;
    }

    /** What it has, as a metatable, for {@code __index}; null where it has nothing. */
    final @Nullable LuaValue indexHandler() {
        return (absent & INDEX_BIT) != 0 ? null : handler(INDEX, INDEX_BIT);
    }

    /** What it has, as a metatable, for {@code __newindex}; null where it has nothing. */
    final @Nullable LuaValue newIndexHandler() {
        return (absent & NEWINDEX_BIT) != 0 ? null : handler(NEWINDEX, NEWINDEX_BIT);
    }

    private @Nullable LuaValue handler(LuaString event, int bit) {
        LuaValue handler = getName(event);
        if (handler == null) {
            absent |= (byte) bit;
        }
        return handler;
    }

    @Override
    public final @Nullable LuaValue getmetatable() {
        return metatable;
    }

    @Override
    public LuaValue setmetatable(@Nullable LuaValue table) {
        LuaValue now = table == null || table.isnil() ? null : table;
        metatable = now;
        if (cold != null || now != null && !(now instanceof Table ours && ours.isStrong())) {
            weaken(now == null ? NIL : now.rawget(MODE));
        }
        return this;
    }

    /** Whether it makes no tables weak, as their metatable. */
    private boolean isStrong() {
        return (absent & MODE_BIT) != 0 || handler(MODE, MODE_BIT) == null;
    }

    private void weaken(LuaValue mode) {
        boolean weakKeys = mode instanceof LuaString text && text.indexOf((byte) 'k', 0) >= 0;
        boolean weakValues = mode instanceof LuaString text && text.indexOf((byte) 'v', 0) >= 0;
        ColdEntries now = cold;
        if (weakKeys || weakValues) {
            if (now == null || !now.isWeak(weakKeys, weakValues)) {
                cool(weakKeys, weakValues);
                Vm vm = Vm.current();
                if (vm != null) {
                    vm.hasWeakTables = true;
                }
            }
        } else if (now != null && now.isWeak()) {
            warm();
        }
    }

    @Override
    public final LuaValue rawget(LuaValue key) {
        LuaValue value = getAny(key);
        return value == null ? NIL : value;
    }

    @Override
    public final LuaValue rawget(int key) {
        LuaValue value = getInt(key);
        return value == null ? NIL : value;
    }

    @Override
    protected final LuaValue hashget(LuaValue key) {
        return rawget(key);
    }

    @Override
    public final LuaValue get(LuaValue key) {
        LuaValue value = getAny(key);
        if (value != null) {
            return value;
        }
        return metatable == null ? NIL : Indexing.get(this, key);
    }

    @Override
    public final LuaValue get(int key) {
        LuaValue value = getInt(key);
        if (value != null) {
            return value;
        }
        return metatable == null ? NIL : Indexing.get(this, LuaInteger.valueOf(key));
    }

    @Override
    public final void rawset(LuaValue key, LuaValue value) {
        if (!(key instanceof LuaString)) {
            Indexing.checkKey(key);
        }
        putAny(key, value);
    }

    @Override
    public final void rawset(int key, LuaValue value) {
        putInt(key, value);
    }

    @Override
    public final void hashset(LuaValue key, LuaValue value) {
        rawset(key, value);
    }

    @Override
    public final void set(LuaValue key, LuaValue value) {
        if (metatable == null) {
            rawset(key, value);
        } else {
            Indexing.set(this, key, value);
        }
    }

    @Override
    public final void set(int key, LuaValue value) {
        if (metatable == null) {
            putInt(key, value);
        } else {
            Indexing.set(this, LuaInteger.valueOf(key), value);
        }
    }

    @Override
    public final void presize(int elements) {
        // A hint only: the array part grows with what is put in.
    }

    @Override
    public final void presize(int elements, int entries) {
        // See above.
    }

    @Override
    protected final int getArrayLength() {
        return elements.length;
    }

    @Override
    protected final int getHashLength() {
        return slots.length >> 1;
    }

    @Override
    public final int rawlen() {
        return border();
    }

    @Override
    public final int length() {
        return border();
    }

    @Override
    public final LuaValue len() {
        return LuaInteger.valueOf(border());
    }

    /**
     * The entry after a key, the first for nil; nil at the end.
     *
     * @throws LuaError where the key isn't there
     */
    @Override
    public final Varargs next(LuaValue key) {
        int position = position(key);
        if (position < 0) {
            throw new LuaError("invalid key to 'next'");
        }
        for (int i = nextPosition(position); i > 0; i = nextPosition(i)) {
            LuaValue nextKey = keyAt(i);
            LuaValue value = elementAt(i);
            if (nextKey != null && value != null) {
                return varargsOf(nextKey, value);
            }
        }
        return NIL;
    }

    @Override
    public final Varargs inext(LuaValue key) {
        int next = key.checkint() + 1;
        LuaValue value = getInt(next);
        return value == null ? NONE : varargsOf(LuaInteger.valueOf(next), value);
    }

    @Override
    public final int keyCount() {
        int count = 0;
        for (int i = nextPosition(0); i > 0; i = nextPosition(i)) {
            count++;
        }
        return count;
    }

    @Override
    public final LuaValue[] keys() {
        List<LuaValue> keys = new ArrayList<>();
        for (int i = nextPosition(0); i > 0; i = nextPosition(i)) {
            LuaValue key = keyAt(i);
            if (key != null) {
                keys.add(key);
            }
        }
        return keys.toArray(NOVALS);
    }

    /**
     * The array part, where it holds the elements 1 to n and no others are there: for library functions that work on all of
     * them. Null where it doesn't. To be used before anything else runs.
     */
    public final LuaValue @Nullable [] dense(int n) {
        return !holed && n == size ? elements : null;
    }

    @Override
    public final void insert(int position, LuaValue value) {
        int end = border() + 1;
        int at = position == 0 ? end : position;
        if (at < end && dense(end - 1) != null && !value.isnil()) {
            LuaValue last = elements[size - 1];
            System.arraycopy(elements, at - 1, elements, at, end - 1 - at);
            elements[at - 1] = value;
            putInt(end, last);
            return;
        }
        for (int i = end; i > at; i--) {
            putInt(i, rawget(i - 1));
        }
        putInt(at, value);
    }

    /** Takes an element out, and moves those behind it; {@code NONE} where there is none at the position. 0 is the last. */
    @Override
    public final LuaValue remove(int position) {
        int last = border();
        int at = position == 0 ? last : position;
        if (at < 1 || at > last) {
            return NONE;
        }
        LuaValue removed = rawget(at);
        if (dense(last) != null) {
            System.arraycopy(elements, at, elements, at - 1, last - at);
        } else {
            for (int i = at; i < last; i++) {
                putInt(i, rawget(i + 1));
            }
        }
        putInt(last, NIL);
        return removed;
    }

    @Override
    public final LuaValue concat(LuaString separator, int from, int to) {
        ByteBuilder result = new ByteBuilder(64);
        for (int i = from; i <= to; i++) {
            LuaValue value = rawget(i);
            if (!Concatenation.isText(value)) {
                throw new LuaError("invalid value (" + value.typename() + ") at index " + i + " in table for 'concat'");
            }
            result.append(Concatenation.text(value));
            if (i != to) {
                result.append(separator);
            }
        }
        return result.build();
    }

    /** Sorts the elements 1 to n in their natural order, or by a function. */
    @Override
    public final void sort(LuaValue comparator) {
        int n = border();
        LuaValue[] sorted = new LuaValue[n];
        for (int i = 0; i < n; i++) {
            sorted[i] = rawget(i + 1);
        }
        Arrays.sort(sorted, (left, right) -> compare(left, right, comparator));
        for (int i = 0; i < n; i++) {
            putInt(i + 1, sorted[i]);
        }
    }

    private static int compare(LuaValue left, LuaValue right, LuaValue comparator) {
        boolean natural = comparator.isnil();
        if (natural ? Operators.less(left, right) : comparator.call(left, right).toboolean()) {
            return -1;
        }
        return (natural
                        ? Operators.less(right, left)
                        : comparator.call(right, left).toboolean())
                ? 1
                : 0;
    }

    @Override
    public final LuaValue eq(LuaValue other) {
        return valueOf(eq_b(other));
    }

    @Override
    public final boolean eq_b(LuaValue other) {
        return Operators.equal(this, other);
    }

    @Override
    public final Varargs unpack() {
        return unpack(1, border());
    }

    @Override
    public final Varargs unpack(int from) {
        return unpack(from, border());
    }

    @Override
    public final Varargs unpack(int from, int to) {
        if (to < from) {
            return NONE;
        }
        long count = (long) to - from + 1;
        if (count > 1 << 24) {
            throw new LuaError("too many results to unpack");
        }
        LuaValue[] values = new LuaValue[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = rawget(from + i);
        }
        return varargsOf(values);
    }

    @Override
    public final boolean useWeakKeys() {
        return false;
    }

    @Override
    public final boolean useWeakValues() {
        return false;
    }
}

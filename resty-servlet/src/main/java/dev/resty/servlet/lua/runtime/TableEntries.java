// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * The entries of a table: an array of the elements 1 to n, and an open-addressing hash for all other keys. Metatables
 * don't count here. LuaJ's own storage stays empty. Here is what makes them grow and clears them.
 */
abstract class TableEntries extends TableHash {

    /** The hash of a table with {@link #cold} entries: every key is looked for further on. */
    private static final LuaValue[] COLD = {new Mark(), null};

    /** A longer way to a key's place is no accident. */
    private static final int LONGEST_PROBE = 128;

    private static final int SMALLEST_ARRAY = 4;
    private static final long BYTES_OF_A_REFERENCE = 4;

    /** Elements 1 to n; null for those that aren't there. */
    LuaValue[] elements = NOVALS;

    /** How many elements there are, unless {@link #holed}. */
    int size;

    /** Whether there may be an element behind one that isn't there. */
    boolean holed;

    /** How many keys the hash has, those without a value too. */
    private int used;

    /** Reserves a field in a template; gives its place for {@link #fill}, which stays the same until all are reserved. */
    final int reserve(LuaString name) {
        int found = findName(name, home(name, slots.length - 1));
        if (found >= 0) {
            return found;
        }
        putName(name, TRUE);
        int place = findName(name, home(name, slots.length - 1));
        slots[place + 1] = null;
        return place;
    }

    /** Gives a reserved field its value, in a copy of the template that nothing else has been done with. */
    public final void fill(int place, LuaValue value) {
        slots[place + 1] = value == NIL ? null : value;
    }

    /** Whether no field has its number in {@link #numbers}. */
    final boolean hasOnlyValues() {
        return numbers == null;
    }

    /** Which metamethods this table hasn't, as a metatable: a bit each; 0 where it isn't known. */
    byte absent;

    TableEntries() {}

    TableEntries(int elements, int entries) {
        if (elements > 0) {
            this.elements = new LuaValue[elements];
        }
        if (entries > 0) {
            slots = new LuaValue[slotsFor(entries)];
        }
    }

    /** A copy of a template. */
    TableEntries(TableEntries template) {
        elements = template.elements.length == 0 ? NOVALS : template.elements.clone();
        size = template.size;
        holed = template.holed;
        slots = template.slots.length == 2 ? EMPTY : template.slots.clone();
        used = template.used;
        integers = template.integers;
    }

    /** An element that is a number; NaN where it is something else, or there is none. */
    public final double getNumber(double key) {
        int whole = (int) key;
        if (whole == key) {
            int i = whole - 1;
            LuaValue[] all = elements;
            return toNumber(i >= 0 && i < all.length ? all[i] : searchInt(whole));
        }
        return toNumber(getDouble(key));
    }

    /** An element; null where there is none. */
    public final @Nullable LuaValue getInt(int key) {
        int i = key - 1;
        LuaValue[] all = elements;
        return i >= 0 && i < all.length ? all[i] : searchInt(key);
    }

    private @Nullable LuaValue searchInt(int key) {
        return integers == 0 && cold == null ? null : search(LuaInteger.valueOf(key));
    }

    /** An element; null where there is none. */
    public final @Nullable LuaValue getDouble(double key) {
        int whole = (int) key;
        return whole == key ? getInt(whole) : search(Operators.number(key));
    }

    /** An entry by any key; null where there is none. */
    public final @Nullable LuaValue getAny(LuaValue key) {
        if (key instanceof LuaInteger integer) {
            return getInt(integer.v);
        }
        return key == NegativeZero.VALUE ? getInt(0) : search(key);
    }

    private @Nullable LuaValue search(LuaValue key) {
        ColdEntries other = cold;
        if (other != null) {
            return other.get(key);
        }
        int i = find(key);
        return i < 0 ? null : valueAt(i);
    }

    /** Sets a field. */
    public final void putName(LuaString key, LuaValue value) {
        if (!changeName(key, value)) {
            put(key, value);
        }
    }

    /** Changes an element that is there, to a value other than nil; false where it isn't there, or not found at once. */
    @SuppressWarnings("ReferenceEquality")
    public final boolean changeInt(int key, LuaValue value) {
        int i = key - 1;
        LuaValue[] all = elements;
        if (i >= 0 && i < all.length && all[i] != null && value != NIL && value != NONE) {
            all[i] = value;
            return true;
        }
        return false;
    }

    /** Sets an element. */
    public final void putInt(int key, LuaValue value) {
        if (!changeInt(key, value)) {
            putElement(key, value);
        }
    }

    private void putElement(int key, LuaValue value) {
        int i = key - 1;
        LuaValue[] all = elements;
        if (i < 0 || i >= all.length) {
            putBeyond(key, value);
        } else if (value.isnil()) {
            if (all[i] != null) {
                all[i] = null;
                if (i == size - 1) {
                    size = i;
                } else {
                    holed = true;
                }
            }
        } else {
            all[i] = value;
            if (i == size) {
                size = i + 1;
            } else {
                holed = true;
            }
        }
    }

    private void putBeyond(int key, LuaValue value) {
        LuaInteger boxed = LuaInteger.valueOf(key);
        if (key - 1 != elements.length || holed || cold != null || value.isnil() || integers > 0 && find(boxed) >= 0) {
            put(boxed, value);
            return;
        }
        if (integers > 0) {
            rehash(boxed);
            if (key <= elements.length) {
                putInt(key, value);
            } else {
                put(boxed, value);
            }
            return;
        }
        Vm.allocating(BYTES_OF_A_REFERENCE * grownLength(elements.length));
        LuaValue[] grown = grown(Math.max(SMALLEST_ARRAY, grownLength(elements.length)));
        grown[key - 1] = value;
        elements = grown;
        size = key;
    }

    private LuaValue[] grown(int length) {
        try {
            return Arrays.copyOf(elements, length);
        } catch (OutOfMemoryError e) {
            throw LuaFailure.of(e);
        }
    }

    private static int grownLength(int length) {
        return length < 1 << 29 ? Integer.highestOneBit(length) << 1 : length + (length >> 1);
    }

    /** Sets an element. The key is a number but NaN. */
    public final void putDouble(double key, LuaValue value) {
        int whole = (int) key;
        if (whole == key) {
            putInt(whole, value);
        } else {
            put(Operators.number(key), value);
        }
    }

    /** Sets an entry by any key but nil and NaN. */
    public final void putAny(LuaValue key, LuaValue value) {
        if (key instanceof LuaString name) {
            putName(name, value);
        } else if (key instanceof LuaInteger integer) {
            putInt(integer.v, value);
        } else if (key == NegativeZero.VALUE) {
            putInt(0, value);
        } else {
            put(key, value);
        }
    }

    /** Sets an entry that isn't in the array part. */
    private void put(LuaValue key, LuaValue value) {
        ColdEntries other = cold;
        if (other != null) {
            absent = 0;
            other.put(key, value.isnil() ? null : value);
            return;
        }
        LuaValue[] t = slots;
        int mask = t.length - 1;
        int i = home(key, mask);
        int steps = 0;
        for (LuaValue k = t[i]; k != null; k = t[i]) {
            if (isSame(k, key)) {
                absent = 0;
                LuaValue now = value.isnil() ? null : value;
                if (t[i + 1] == NUMBER) {
                    changeMarked(i, now);
                } else {
                    t[i + 1] = now;
                }
                return;
            }
            i = i + 2 & mask;
            steps++;
        }
        if (value.isnil()) {
            return;
        }
        absent = 0;
        if (used >= t.length >> 2) {
            rehash(key);
            putAny(key, value);
        } else if (steps > LONGEST_PROBE) {
            cool(false, false);
            putAny(key, value);
        } else {
            t[i] = key;
            t[i + 1] = value;
            shape = null;
            used++;
            integers += key instanceof LuaInteger ? 1 : 0;
        }
    }

    /** Makes room for a new key: in the hash, or in the array part where enough of that would be in use. */
    private void rehash(LuaValue key) {
        LuaValue[] old = slots;
        double[] oldNumbers = numbers;
        int length = elements.length;
        if (key instanceof LuaInteger || integers > 0) {
            length = ArrayLength.best(this, key);
        }
        Vm.allocating(BYTES_OF_A_REFERENCE * 2 * ((long) old.length + length - elements.length));
        int live = 1;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != null && !isElement(old[i], length)) {
                live++;
            }
        }
        // Where keys come and go, a new one must not mean this again soon.
        boolean full = used >= live && live * 16L > slotsFor(live) * 3L;
        makeRoom(length, slotsFor(full ? live * 2 : live));
        shape = null;
        used = 0;
        integers = 0;
        for (int i = 0; i < old.length; i += 2) {
            LuaValue value = old[i + 1];
            if (value == null) {
                continue;
            }
            if (isElement(old[i], length)) {
                elements[((LuaInteger) old[i]).v - 1] =
                        value == NUMBER && oldNumbers != null ? Operators.number(oldNumbers[i >> 1]) : value;
            } else {
                reinsert(old[i], value, oldNumbers == null ? Double.NaN : oldNumbers[i >> 1]);
            }
        }
        forgetNumbers(oldNumbers);
        if (holed) {
            countElements();
        }
    }

    /** An array part of that length and an empty hash; or, where memory is out, everything as it was. */
    private void makeRoom(int length, int slotsLength) {
        try {
            LuaValue[] newElements = length > elements.length ? Arrays.copyOf(elements, length) : elements;
            LuaValue[] newSlots = new LuaValue[slotsLength];
            numbers = numbers == null ? null : newNumbers(slotsLength);
            slots = newSlots;
            holed |= length > elements.length;
            elements = newElements;
        } catch (OutOfMemoryError e) {
            throw LuaFailure.of(e);
        }
    }

    private void reinsert(LuaValue key, LuaValue value, double number) {
        LuaValue[] t = slots;
        int mask = t.length - 1;
        int i = home(key, mask);
        while (t[i] != null) {
            i = i + 2 & mask;
        }
        t[i] = key;
        t[i + 1] = value;
        double[] all = numbers;
        if (all != null) {
            all[i >> 1] = number;
        }
        used++;
        integers += key instanceof LuaInteger ? 1 : 0;
    }

    /** Finds out whether there are holes. */
    private void countElements() {
        LuaValue[] all = elements;
        int n = 0;
        while (n < all.length && all[n] != null) {
            n++;
        }
        size = n;
        while (n < all.length && all[n] == null) {
            n++;
        }
        holed = n < all.length;
    }

    static boolean isElement(LuaValue key, int length) {
        return key instanceof LuaInteger integer && integer.v > 0 && integer.v <= length;
    }

    /** How long the hash must be for so many keys: half of it stays free. */
    private static int slotsFor(int entries) {
        int capacity = Integer.highestOneBit(entries);
        return (capacity == entries ? capacity : capacity << 1) << 2;
    }

    /** Makes the entries weak, or strong again, or such that keys don't collide. */
    final void cool(boolean weakKeys, boolean weakValues) {
        ColdEntries before = cold;
        ColdEntries after = new ColdEntries(weakKeys, weakValues);
        if (before != null) {
            after.putAll(before);
        }
        for (int i = 0; i < elements.length; i++) {
            after.put(LuaInteger.valueOf(i + 1), elements[i]);
        }
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i + 1] != null) {
                after.put(slots[i], valueAt(i));
            }
        }
        cold = after;
        if (before == null) {
            forget(COLD);
        }
    }

    /** Makes the entries ordinary ones. */
    final void warm() {
        ColdEntries before = cold;
        if (before != null) {
            cold = null;
            forget(EMPTY);
            for (int i = before.next(0); i >= 0; i = before.next(i + 1)) {
                LuaValue key = before.key(i);
                LuaValue value = before.value(i);
                if (key != null && value != null) {
                    putAny(key, value);
                }
            }
        }
    }

    private void forget(LuaValue[] newSlots) {
        elements = NOVALS;
        size = 0;
        holed = false;
        slots = newSlots;
        used = 0;
        integers = 0;
        forgetNumbers(numbers);
        numbers = null;
        shape = null;
    }

    /** Takes all entries away; the room stays. */
    public final void clear() {
        ColdEntries before = cold;
        if (before != null) {
            for (int i = before.next(0); i >= 0; i = before.next(i + 1)) {
                LuaValue key = before.key(i);
                if (key != null) {
                    before.put(key, null);
                }
            }
            return;
        }
        Arrays.fill(elements, null);
        size = 0;
        holed = false;
        if (used > 0) {
            Arrays.fill(slots, null);
            used = 0;
            integers = 0;
            forgetNumbers(numbers);
            numbers = null;
            shape = null;
        }
    }

    /** What {@code #} gives: a border, the one that LuaJIT finds where there are several. */
    public final int border() {
        if (!holed && (size < elements.length || integers == 0 && cold == null)) {
            return size;
        }
        return searchBorder();
    }

    private int searchBorder() {
        LuaValue[] all = elements;
        int low = 0;
        int high = all.length;
        if (high > 0 && all[high - 1] == null) {
            while (high - low > 1) {
                int middle = low + high >>> 1;
                if (all[middle - 1] == null) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return low;
        }
        low = high;
        high++;
        while (getInt(high) != null) {
            low = high;
            if (high > 1 << 29) {
                return low;
            }
            high *= 2;
        }
        while (high - low > 1) {
            int middle = low + high >>> 1;
            if (getInt(middle) == null) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }
}

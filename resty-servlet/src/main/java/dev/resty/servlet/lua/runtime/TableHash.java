// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/**
 * The open-addressing hash of a table: what finds fields and changes those that are there.
 *
 * <p>It is one array of keys, each with its value behind it; a value that is null was taken away, and its key
 * stays so that {@code next} finds its way. Half of it stays free. A field that code sets to numbers again and again
 * has the mark {@link #NUMBER} for its value, and the number in an array of doubles, where all other places have NaN. That
 * array outlives none of what it was made for: whoever has kept it finds only NaN in it once keys have moved.
 */
abstract class TableHash extends LuaTable {

    /** What stands for the value of a field whose number is in {@link #numbers}. */
    static final LuaValue NUMBER = new Mark();

    /** How often a field is set to a number before it gets a place among {@link #numbers}. */
    private static final int NUMBERS_TO_CHANGE = 4;

    static final LuaValue[] EMPTY = {null, null};

    /** The hash: keys, each with its value behind it. Its length is a power of two. */
    LuaValue[] slots = EMPTY;

    /** How many of them may be integers. */
    int integers;

    /** The numbers of fields by their place, half of that in {@link #slots}; null where there are none. */
    double @Nullable [] numbers;

    /** Where the keys are, if {@link #numbers} has been made since the last new one came; else null. */
    @Nullable Shape shape;

    private byte numbersWanted;

    /** The place in the hash that {@code __index} was found in last. */
    int indexPlace;

    /** Where the entries are if they can't be here; else null. */
    @Nullable ColdEntries cold;

    /**
     * A field; null where there is none.
     *
     * @param key best one of {@link Names}, as constants are: it is known by identity
     */
    @SuppressWarnings("ReferenceEquality")
    public final @Nullable LuaValue getName(LuaString key) {
        LuaValue[] t = slots;
        int i = key.hashCode() << 1 & t.length - 1;
        LuaValue k = t[i];
        if (k == key) {
            LuaValue value = t[i + 1];
            return value == NUMBER ? boxed(i) : value;
        }
        return k == null ? null : searchName(key, i);
    }

    /** {@link #getName(LuaString)} where a place of code asks. */
    @SuppressWarnings("ReferenceEquality")
    public final @Nullable LuaValue getName(LuaString key, FieldSite site) {
        LuaValue[] t = slots;
        int i = site.place & t.length - 1;
        if (t[i] == key) {
            LuaValue value = t[i + 1];
            return value == NUMBER ? boxed(i) : value;
        }
        return searchName(key, site);
    }

    /** What is in the place where a place of code found a field last; null where that isn't the field. May be {@link #NUMBER}. */
    @SuppressWarnings("ReferenceEquality")
    final @Nullable LuaValue at(LuaString key, FieldSite site) {
        LuaValue[] t = slots;
        int i = site.place & t.length - 1;
        return t[i] == key ? t[i + 1] : null;
    }

    /** Whether one look tells that there is no such field. */
    final boolean lacks(LuaString key) {
        LuaValue[] t = slots;
        int hash = key.hashCode();
        int i = hash << 1 & t.length - 1;
        LuaValue k = t[i];
        return k == null || k instanceof LuaString name && name.hashCode() != hash && t[i + 2 & t.length - 1] == null;
    }

    /** What is in the place where {@code __index} was last; null where that isn't it. */
    @SuppressWarnings("ReferenceEquality")
    final @Nullable LuaValue index() {
        LuaValue[] t = slots;
        int i = indexPlace & t.length - 1;
        return t[i] == INDEX ? t[i + 1] : null;
    }

    private @Nullable LuaValue searchName(LuaString key, FieldSite site) {
        int i = search(key, site);
        if (i >= 0) {
            return valueAt(i);
        }
        return cold == null ? null : getName(key);
    }

    /** Finds a field, and remembers the place and the key; -1 where it isn't in the hash. */
    @SuppressWarnings("ReferenceEquality")
    private int search(LuaString key, FieldSite site) {
        LuaValue[] t = slots;
        int i = key.hashCode() << 1 & t.length - 1;
        LuaValue k = t[i];
        if (k == null) {
            return -1;
        }
        if (k != key) {
            i = cold == null ? findName(key, i) : -1;
            if (i < 0) {
                return -1;
            }
            t[i] = key;
        }
        site.place = i;
        return i;
    }

    private @Nullable LuaValue searchName(LuaString key, int home) {
        ColdEntries other = cold;
        if (other != null) {
            return other.get(key);
        }
        int i = findName(key, home);
        if (i < 0) {
            return null;
        }
        // The next time it is known by identity; a string that somebody made is replaced by a script's constant.
        slots[i] = key;
        return valueAt(i);
    }

    @SuppressWarnings("ReferenceEquality")
    int findName(LuaString key, int home) {
        LuaValue[] t = slots;
        int mask = t.length - 1;
        int i = home;
        for (LuaValue k = t[i]; k != null; k = t[i]) {
            if (k == key || k instanceof LuaString other && isSame(other, key)) {
                return i;
            }
            i = i + 2 & mask;
        }
        return -1;
    }

    /** A field that is a number; NaN where it is something else, or there is none. */
    @SuppressWarnings("ReferenceEquality")
    public final double getNumber(LuaString key) {
        LuaValue[] t = slots;
        int i = key.hashCode() << 1 & t.length - 1;
        if (t[i] == key) {
            return numberIn(i);
        }
        return searchNumber(key);
    }

    /** {@link #getNumber(LuaString)} where a place of code asks. */
    @SuppressWarnings("ReferenceEquality")
    public final double getNumber(LuaString key, FieldSite site) {
        LuaValue[] t = slots;
        int i = site.place & t.length - 1;
        if (t[i] == key) {
            double[] all = numbers;
            if (all == null) {
                return toNumber(t[i + 1]);
            }
            double number = all[i >> 1];
            return !Double.isNaN(number) ? number : takeNumber(i, all);
        }
        return searchNumber(key, site);
    }

    private double searchNumber(LuaString key, FieldSite site) {
        int i = search(key, site);
        return i >= 0 ? numberIn(i) : searchNumber(key);
    }

    private double searchNumber(LuaString key) {
        if (cold == null) {
            int i = findName(key, home(key, slots.length - 1));
            return i < 0 ? Double.NaN : numberIn(i);
        }
        return toNumber(getName(key));
    }

    private double numberIn(int i) {
        double[] all = numbers;
        if (all == null) {
            return toNumber(slots[i + 1]);
        }
        double number = all[i >> 1];
        return !Double.isNaN(number) ? number : takeNumber(i, all);
    }

    /** Gets a number that isn't among the others, and puts it there. */
    private double takeNumber(int i, double[] all) {
        double number = toNumber(slots[i + 1]);
        if (!Double.isNaN(number)) {
            all[i >> 1] = number;
            slots[i + 1] = NUMBER;
        }
        return number;
    }

    static double toNumber(@Nullable LuaValue value) {
        if (value instanceof LuaInteger integer) {
            return integer.v;
        }
        return value instanceof LuaNumber number ? number.todouble() : Double.NaN;
    }

    /** The place of a key in the hash; -1 where it isn't there, not even without a value. */
    int find(LuaValue key) {
        LuaValue[] t = slots;
        int mask = t.length - 1;
        int i = home(key, mask);
        for (LuaValue k = t[i]; k != null; k = t[i]) {
            if (isSame(k, key)) {
                return i;
            }
            i = i + 2 & mask;
        }
        return -1;
    }

    @Nullable LuaValue valueAt(int i) {
        LuaValue value = slots[i + 1];
        return value == NUMBER ? boxed(i) : value;
    }

    /** The number of the field at a place, as a value. */
    final LuaValue boxed(int i) {
        double[] all = numbers;
        return all == null ? NIL : Operators.number(all[i >> 1]);
    }

    /** Changes a field that is there, to a value other than nil; false where it isn't there, or not found at once. */
    @SuppressWarnings("ReferenceEquality")
    public final boolean changeName(LuaString key, LuaValue value) {
        LuaValue[] t = slots;
        int i = key.hashCode() << 1 & t.length - 1;
        return t[i] == key && change(i, value);
    }

    private boolean change(int i, LuaValue value) {
        LuaValue[] t = slots;
        LuaValue before = t[i + 1];
        if (before != null && value != NIL && value != NONE) {
            if (before == NUMBER) {
                changeMarked(i, value);
            } else {
                t[i + 1] = value;
            }
            return true;
        }
        return false;
    }

    /** Gives a field with the mark {@link #NUMBER} any other value; null for none. */
    final void changeMarked(int i, @Nullable LuaValue value) {
        double[] all = numbers;
        if (all != null) {
            boolean number = value instanceof LuaNumber;
            all[i >> 1] = number ? toNumber(value) : Double.NaN;
            if (!number) {
                slots[i + 1] = value;
            }
        }
    }

    /** {@link #changeName(LuaString, LuaValue)} where a place of code asks. */
    @SuppressWarnings("ReferenceEquality")
    public final boolean changeName(LuaString key, LuaValue value, FieldSite site) {
        LuaValue[] t = slots;
        int i = site.place & t.length - 1;
        if (t[i] == key || search(key, site) >= 0 && t[i = site.place & t.length - 1] == key) {
            return change(i, value);
        }
        return false;
    }

    /** Changes a field that has a number in {@link #numbers}, where it was found last; else does nothing. */
    @SuppressWarnings("ReferenceEquality")
    final boolean changeNumber(LuaString key, double value, FieldSite site) {
        LuaValue[] t = slots;
        int i = site.place & t.length - 1;
        double[] all = numbers;
        if (t[i] == key && all != null && !Double.isNaN(all[i >> 1])) {
            all[i >> 1] = value;
            return true;
        }
        return false;
    }

    /** {@link #changeNumber(LuaString, double)} where a place of code asks. */
    final boolean findNumber(LuaString key, double value, FieldSite site) {
        search(key, site);
        return changeFoundNumber(key, value);
    }

    /** Changes a field that is a number; false where it is something else, or not found at once. */
    @SuppressWarnings("ReferenceEquality")
    public final boolean changeNumber(LuaString key, double value) {
        LuaValue[] t = slots;
        int i = key.hashCode() << 1 & t.length - 1;
        double[] all = numbers;
        if (t[i] == key && all != null && !Double.isNaN(all[i >> 1])) {
            all[i >> 1] = value;
            return true;
        }
        return changeFoundNumber(key, value);
    }

    private boolean changeFoundNumber(LuaString key, double value) {
        if (cold != null) {
            return false;
        }
        LuaValue[] t = slots;
        int i = findName(key, home(key, t.length - 1));
        if (i < 0) {
            return false;
        }
        LuaValue before = t[i + 1];
        double[] all = numbers;
        if (before == NUMBER && all != null) {
            all[i >> 1] = value;
            return true;
        }
        if (!(before instanceof LuaNumber)) {
            return false;
        }
        if (all == null && ++numbersWanted <= NUMBERS_TO_CHANGE) {
            t[i + 1] = Operators.number(value);
            return true;
        }
        if (all == null) {
            all = newNumbers(t.length);
            numbers = all;
            shape = Shape.of(t);
        }
        all[i >> 1] = value;
        t[i + 1] = NUMBER;
        return true;
    }

    /** Whether this, or a change of a number, has happened before. */
    final boolean isNumberWanted() {
        return numbersWanted++ > 0;
    }

    /** Puts the numbers that are in fields among the others; null where there is nowhere to put them. */
    final double @Nullable [] takeNumbers(LuaString[] names) {
        LuaValue[] t = slots;
        if (cold != null || t.length > 2 * Shape.MOST_PLACES) {
            return null;
        }
        double[] all = newNumbers(t.length);
        numbers = all;
        shape = Shape.of(t);
        for (LuaString name : names) {
            int i = findName(name, home(name, t.length - 1));
            if (i >= 0) {
                takeNumber(i, all);
            }
        }
        return all;
    }

    /** No numbers yet, for a hash of this length; the last is of no field. */
    static double[] newNumbers(int slots) {
        double[] none = new double[(slots >> 1) + 1];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    /** Takes numbers from whoever has kept them, as keys move. */
    static void forgetNumbers(double @Nullable [] numbers) {
        if (numbers != null) {
            Arrays.fill(numbers, Double.NaN);
        }
    }

    /** Where the keys are; null where there are no {@link #numbers}, or too many keys. */
    final @Nullable Shape shape() {
        if (shape == null && numbers != null) {
            shape = Shape.of(slots);
        }
        return shape;
    }

    static int home(LuaValue key, int mask) {
        return (key instanceof LuaString ? key.hashCode() : hash(key)) << 1 & mask;
    }

    /** A hash of a key that isn't a string. */
    static int hash(LuaValue key) {
        int hash;
        if (key instanceof LuaInteger integer) {
            hash = integer.v;
        } else if (key instanceof LuaNumber) {
            hash = Double.hashCode(key.todouble());
        } else {
            hash = key instanceof LuaUserdata ? key.hashCode() : System.identityHashCode(key);
        }
        hash *= 0x9e3779b9;
        return hash ^ hash >>> 15;
    }

    /** Whether two keys are one. */
    @SuppressWarnings("ReferenceEquality")
    static boolean isSame(LuaValue one, LuaValue other) {
        if (one == other) {
            return true;
        }
        if (one instanceof LuaString text) {
            return other instanceof LuaString otherText && isSame(text, otherText);
        }
        return (one instanceof LuaNumber || one instanceof LuaUserdata) && one.raweq(other);
    }

    /** Whether two keys that are strings are one. */
    static boolean isSame(LuaString one, LuaString other) {
        return one.hashCode() == other.hashCode()
                && Arrays.equals(
                        one.m_bytes,
                        one.m_offset,
                        one.m_offset + one.m_length,
                        other.m_bytes,
                        other.m_offset,
                        other.m_offset + other.m_length);
    }

    /** No value of Lua. */
    static final class Mark extends LuaValue {

        @Override
        public int type() {
            return TNONE;
        }

        @Override
        public String typename() {
            return "mark";
        }
    }
}

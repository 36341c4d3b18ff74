// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.util.Arrays;
import java.util.List;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * A place of compiled code that uses several fields of one table as numbers: it finds them all at once. Remembers where they are
 * in tables of the shape met last. Only a hint, shared by all workers.
 *
 * <p>The numbers of a table that {@link #numbers} gives stay valid whatever happens to the table: a number is NaN once it
 * isn't that of its field any longer, and none of another field gets in its place. So code may keep them as long as it uses that table.
 */
public final class FieldGroup {

    /** How many fields a group can have. */
    public static final int MOST = 8;

    /** The numbers of a table of which none are known, wherever they are looked for. */
    private static final double[] UNKNOWN = new double[Shape.MOST_PLACES + 1];

    static {
        Arrays.fill(UNKNOWN, Double.NaN);
    }

    private final LuaString[] names;
    private final boolean sets;
    private FieldLayout layout = new FieldLayout(Shape.NONE, new int[MOST]);
    private int misses;
    private int met;
    private int metAgain;

    /**
     * A group of at most {@link #MOST} fields.
     *
     * @param sets whether the code sets one of them: then tables that are met again are given numbers
     */
    public FieldGroup(List<LuaString> names, boolean sets) {
        this.names = names.toArray(new LuaString[0]);
        this.sets = sets;
    }

    /** Where the fields are in the tables that {@link #numbers} is to know. */
    public FieldLayout layout() {
        return layout;
    }

    /**
     * The numbers of a table, to be used with the places of a layout; nothing but NaN where the table has another
     * layout, or the value is no table.
     */
    public double[] numbers(FieldLayout known, LuaValue object) {
        if (object instanceof Table table) {
            double[] numbers = table.numbers;
            if (numbers != null) {
                return table.shape == known.shape() ? numbers : miss(table);
            }
            return sets ? prepare(table, known) : UNKNOWN;
        }
        return UNKNOWN;
    }

    /** Gives a table numbers, if most of those met before it were met again. */
    private double[] prepare(Table table, FieldLayout known) {
        if (metAgain * 2 <= met) {
            if (!table.isNumberWanted()) {
                met++;
                return UNKNOWN;
            }
            metAgain++;
        }
        double[] numbers = table.takeNumbers(names);
        if (numbers == null) {
            return UNKNOWN;
        }
        return table.shape == known.shape() ? numbers : miss(table);
    }

    /** Learns the layout of a table, the less often the more of them there are. */
    private double[] miss(Table table) {
        int count = ++misses;
        if ((count & count - 1) == 0) {
            Shape shape = table.shape();
            if (shape != null) {
                int[] places = new int[MOST];
                for (int i = 0; i < names.length; i++) {
                    places[i] = shape.place(names[i]);
                }
                layout = new FieldLayout(shape, places);
            }
        }
        return UNKNOWN;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

class FieldGroupTest {

    private static final List<LuaString> NAMES = List.of(name("x"), name("y"), name("z"), name("absent"));

    private static LuaString name(String text) {
        return Names.intern(LuaText.of(text));
    }

    private static int place(FieldLayout layout, int name) {
        return switch (name) {
            case 0 -> layout.place0();
            case 1 -> layout.place1();
            case 2 -> layout.place2();
            default -> layout.place3();
        };
    }

    private static Table point() {
        Table point = new Table();
        for (LuaString name : NAMES.subList(0, 3)) {
            point.putName(name, LuaValue.valueOf(1));
        }
        point.putName(name("name"), LuaText.of("p"));
        for (int i = 0; i < 5; i++) {
            assertThat(point.changeNumber(NAMES.get(0), i / 2.0)).isTrue();
        }
        return point;
    }

    @Test
    void numbers_tablesFilledAlike_areFoundOnceOneWasMet() {
        FieldGroup group = new FieldGroup(NAMES, false);
        group.numbers(group.layout(), point());
        Table other = point();
        assertThat(other.getNumber(NAMES.get(1))).isEqualTo(1);
        double[] numbers = group.numbers(group.layout(), other);
        assertThat(numbers[group.layout().place0()]).isEqualTo(2);
        assertThat(numbers[group.layout().place1()]).isEqualTo(1);
        assertThat(numbers[group.layout().place3()]).isNaN();
    }

    @Test
    void numbers_noTableOrOneWithoutNumbers_areNaN() {
        FieldGroup group = new FieldGroup(NAMES, false);
        for (LuaValue value : List.of(LuaValue.NIL, LuaValue.ONE, new Table(), LuaText.of("x"))) {
            assertThat(group.numbers(group.layout(), value)[group.layout().place0()])
                    .isNaN();
        }
    }

    @Test
    void numbers_codeThatSetsFieldsOfTablesAgain_areThereAtOnceForTheNextTable() {
        FieldGroup group = new FieldGroup(NAMES, true);
        Table first = Table.map(NAMES.get(0), LuaValue.ONE, NAMES.get(1), LuaDouble.valueOf(0.5));
        assertThat(group.numbers(group.layout(), first)[group.layout().place0()])
                .isNaN();
        group.numbers(group.layout(), first);
        Table next = Table.map(NAMES.get(0), LuaValue.valueOf(7), NAMES.get(1), LuaText.of("8"));
        double[] numbers = group.numbers(group.layout(), next);
        assertThat(numbers[group.layout().place0()]).isEqualTo(7);
        assertThat(numbers[group.layout().place1()]).isNaN();
        assertThat(next.getName(NAMES.get(0))).isEqualTo(LuaValue.valueOf(7));
    }

    @Test
    void numbers_moreFieldsThanAShapeHas_areNaN() {
        Table map = point();
        for (int i = 0; i < 200; i++) {
            map.putName(name("k" + i), LuaValue.ONE);
        }
        FieldGroup group = new FieldGroup(NAMES, false);
        group.numbers(group.layout(), map);
        assertThat(group.numbers(group.layout(), map)[group.layout().place0()]).isNaN();
        assertThat(map.getNumber(NAMES.get(0))).isEqualTo(2);
    }

    /** Whatever happens to a table, numbers kept from before are those of their fields, or NaN. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void numbers_keptWhileAnythingHappens_areNeverThoseOfOtherFields(int seed) {
        Random random = new Random(seed);
        FieldGroup group = new FieldGroup(NAMES, random.nextBoolean());
        List<double[]> kept = new ArrayList<>();
        List<FieldLayout> layouts = new ArrayList<>();
        Table table = point();
        int hits = 0;
        for (int i = 0; i < 20_000; i++) {
            LuaString name = random.nextInt(3) == 0
                    ? name("other" + random.nextInt(random.nextInt(60) == 0 ? 50 : 4))
                    : NAMES.get(random.nextInt(4));
            switch (random.nextInt(40)) {
                case 0, 1 -> table.putName(name, LuaValue.NIL);
                case 2 -> table.putName(name, LuaText.of("7"));
                case 3 -> table.putAny(name, LuaDouble.NAN);
                case 4 -> table.putAny(LuaValue.valueOf(random.nextInt(9)), LuaValue.ONE);
                case 5, 6, 7, 8, 9, 10 -> table.putName(name, LuaValue.valueOf(random.nextInt(9)));
                case 11, 12, 13 ->
                    assertThat(table.getNumber(name))
                            .isEqualTo(Double.valueOf(TableHash.toNumber(table.getName(name))));
                case 14 -> clear(table, random);
                default -> table.changeNumber(name, random.nextInt(99) / 4.0);
            }
            FieldLayout layout = group.layout();
            kept.add(group.numbers(layout, table));
            layouts.add(layout);
            for (int k = Math.max(0, i - 50); k <= i; k++) {
                for (int n = 0; n < NAMES.size(); n++) {
                    double number = kept.get(k)[place(layouts.get(k), n)];
                    if (!Double.isNaN(number)) {
                        assertThat(table.getName(NAMES.get(n))).isEqualTo(Operators.number(number));
                        hits++;
                    }
                }
            }
        }
        assertThat(hits).isPositive();
    }

    private static void clear(Table table, Random random) {
        switch (random.nextInt(20)) {
            case 0, 1 -> table.clear();
            case 2 -> table.setmetatable(Table.map(LuaValue.MODE, LuaText.of("k")));
            default -> table.setmetatable(null);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

class TableTest {

    private static final LuaString MODE = LuaValue.MODE;

    private static LuaValue text(String text) {
        return LuaText.of(text);
    }

    private static LuaValue number(double number) {
        return Operators.number(number);
    }

    /** Any operations, compared with a map that knows nothing of parts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void operations_random_giveWhatAMapGives(int seed) {
        Random random = new Random(seed);
        Table table = new Table();
        Map<LuaValue, LuaValue> model = new HashMap<>();
        boolean weak = seed % 4 == 0;
        if (weak) {
            table.setmetatable(Table.map(MODE, text("v")));
        }
        for (int i = 0; i < 60_000; i++) {
            int range = i < 20_000 ? 20 : 3_000;
            int kind = random.nextInt(100);
            LuaValue key = key(random, range, seed);
            if (kind < 45) {
                LuaValue value = number(random.nextInt(1000));
                set(random, table, key, value);
                model.put(key, value);
            } else if (kind < 65) {
                set(random, table, key, LuaValue.NIL);
                model.remove(key);
            } else if (kind < 70) {
                int end = table.rawlen() + 1;
                table.rawset(end, text("e"));
                model.put(number(end), text("e"));
            } else if (kind < 72 && key instanceof LuaString name) {
                double value = random.nextInt(10) / 4.0;
                if (table.changeNumber(name, value)) {
                    model.put(key, number(value));
                }
            } else if (kind == 99 && random.nextInt(300) == 0) {
                table.clear();
                model.clear();
            } else {
                assertThat(get(random, table, key)).isEqualTo(model.getOrDefault(key, LuaValue.NIL));
            }
            if (random.nextInt(20) == 0) {
                int length = table.rawlen();
                assertThat(length == 0 || model.containsKey(number(length)))
                        .as("element %s", length)
                        .isTrue();
                assertThat(model).doesNotContainKey(number(length + 1));
            }
            if (random.nextInt(4_000) == 0) {
                assertThat(entries(table)).isEqualTo(model);
                assertThat(table.keyCount()).isEqualTo(model.size());
                assertThat(entries(table.copy())).isEqualTo(model);
            }
        }
        assertThat(entries(table)).isEqualTo(model);
    }

    private static LuaValue key(Random random, int range, int seed) {
        return switch (random.nextInt(8)) {
            case 0 -> text("k" + random.nextInt(range));
            case 1 -> text("x".repeat(40) + random.nextInt(range) + "y".repeat(40));
            case 2 -> number(random.nextInt(range) - range / 4);
            case 3 -> number(random.nextInt(range) / 8.0);
            case 4 -> LuaValue.valueOf(random.nextBoolean());
            case 5 -> number(random.nextInt(range) * 1e10);
            default -> number(1 + random.nextInt(seed < 4 ? range : 60));
        };
    }

    private static void set(Random random, Table table, LuaValue key, LuaValue value) {
        switch (random.nextInt(3)) {
            case 0 -> table.rawset(key, value);
            case 1 -> table.set(key, value);
            default -> {
                if (key.isint() && key.type() == LuaValue.TNUMBER) {
                    table.set(key.toint(), value);
                } else if (key.type() == LuaValue.TNUMBER) {
                    table.putDouble(key.todouble(), value);
                } else {
                    table.putAny(key, value);
                }
            }
        }
    }

    private static LuaValue get(Random random, Table table, LuaValue key) {
        switch (random.nextInt(4)) {
            case 0:
                return table.rawget(key);
            case 1:
                return table.get(key);
            case 2:
                if (key instanceof LuaString name) {
                    double number = table.getNumber(name);
                    return Double.isNaN(number) ? table.rawget(key) : number(number);
                }
                return table.rawget(key);
            default:
                return key instanceof LuaInteger ? table.get(key.toint()) : table.rawget(key);
        }
    }

    private static Map<LuaValue, LuaValue> entries(LuaTable table) {
        Map<LuaValue, LuaValue> all = new HashMap<>();
        for (Varargs entry = table.next(LuaValue.NIL); !entry.isnil(1); entry = table.next(entry.arg1())) {
            assertThat(all.put(entry.arg1(), entry.arg(2))).isNull();
        }
        assertThat(new HashSet<>(List.of(table.keys()))).isEqualTo(all.keySet());
        return all;
    }

    @Test
    void next_entriesTakenAwayOnTheWay_visitsEachOnce() {
        Table table = new Table();
        for (int i = 1; i <= 100; i++) {
            table.rawset(i, text("e"));
            table.rawset(text("k" + i), number(i));
        }
        Set<LuaValue> seen = new HashSet<>();
        for (Varargs entry = table.next(LuaValue.NIL); !entry.isnil(1); entry = table.next(entry.arg1())) {
            assertThat(seen.add(entry.arg1())).isTrue();
            table.rawset(entry.arg1(), LuaValue.NIL);
        }
        assertThat(seen).hasSize(200);
        assertThat(table.next(LuaValue.NIL).arg1()).isEqualTo(LuaValue.NIL);
        assertThat(table.rawlen()).isZero();
    }

    @Test
    void next_keyThatIsNotThere_isRefused() {
        Table table = Table.list(number(1));
        assertThatThrownBy(() -> table.next(text("x")))
                .isInstanceOf(LuaError.class)
                .hasMessageContaining("invalid key to 'next'");
    }

    @Test
    void set_nilAndNaNKeys_areRefusedAndReadAsNil() {
        Table table = new Table();
        assertThatThrownBy(() -> table.set(LuaValue.NIL, number(1))).hasMessageContaining("table index is nil");
        assertThatThrownBy(() -> table.rawset(LuaDouble.NAN, number(1))).hasMessageContaining("table index is NaN");
        assertThat(table.get(LuaValue.NIL)).isEqualTo(LuaValue.NIL);
        assertThat(table.get(LuaDouble.NAN)).isEqualTo(LuaValue.NIL);
    }

    @Test
    void key_negativeZero_isZero() {
        Table table = new Table();
        table.rawset(number(-0.0), text("zero"));
        assertThat(table.rawget(0)).isEqualTo(text("zero"));
        assertThat(table.next(LuaValue.NIL).arg1()).isEqualTo(number(0));
        assertThat(table.getDouble(-0.0)).isEqualTo(text("zero"));
    }

    /** Where several borders are possible, LuaJIT's is given. */
    @Test
    void length_holes_isLuaJitsBorder() {
        Table removed = numbered(5);
        removed.rawset(2, LuaValue.NIL);
        assertThat(removed.rawlen()).isEqualTo(5);
        removed.rawset(5, LuaValue.NIL);
        assertThat(removed.rawlen()).isEqualTo(4);
        Table apart = new Table();
        apart.rawset(1, number(1));
        apart.rawset(2, number(1));
        apart.rawset(4, number(1));
        assertThat(apart.rawlen()).isEqualTo(4);
        Table middle = numbered(16);
        middle.rawset(8, LuaValue.NIL);
        assertThat(middle.rawlen()).isEqualTo(16);
        middle.rawset(16, LuaValue.NIL);
        assertThat(middle.rawlen()).isEqualTo(7);
    }

    private static Table numbered(int n) {
        Table table = new Table();
        for (int i = 1; i <= n; i++) {
            table.rawset(i, number(i));
        }
        return table;
    }

    @Test
    void length_filledFromTheEnd_isAllOfThem() {
        Table table = new Table();
        for (int i = 1000; i >= 1; i--) {
            table.rawset(i, number(i));
        }
        assertThat(table.rawlen()).isEqualTo(1000);
        assertThat(table.keyCount()).isEqualTo(1000);
    }

    @Test
    void weakKeys_collected_vanishButStringsStay() throws InterruptedException {
        Table table = new Table();
        table.setmetatable(Table.map(MODE, text("k")));
        LuaValue kept = new Table();
        table.set(kept, text("kept"));
        table.set(new Table(), text("gone"));
        table.set(text("name"), new Table());
        table.set(1, new Table());
        awaitCount(table, 3);
        assertThat(table.get(kept)).isEqualTo(text("kept"));
        assertThat(table.get(text("name")).istable()).isTrue();
    }

    @Test
    void weakValues_collected_vanishButNumbersStay() throws InterruptedException {
        Table table = new Table();
        LuaValue kept = new Table();
        table.set(1, kept);
        table.set(2, new Table());
        table.set(3, number(1.5));
        table.set(text("s"), text("text"));
        table.setmetatable(Table.map(MODE, text("v")));
        awaitCount(table, 3);
        assertThat(table.get(1)).isSameAs(kept);
        assertThat(table.get(2)).isEqualTo(LuaValue.NIL);
        table.setmetatable(null);
        assertThat(table.keyCount()).isEqualTo(3);
    }

    private static void awaitCount(Table table, int count) throws InterruptedException {
        for (int i = 0; i < 200 && table.keyCount() > count; i++) {
            System.gc();
            Thread.sleep(5);
        }
        assertThat(table.keyCount()).isEqualTo(count);
    }

    @Test
    void metatable_index_isFollowedAndItsAbsenceForgottenWhenItChanges() {
        Table metatable = new Table();
        Table table = new Table();
        table.setmetatable(metatable);
        assertThat(table.get(text("x"))).isEqualTo(LuaValue.NIL);
        table.set(text("own"), number(1));
        metatable.set(LuaValue.INDEX, Table.map(text("x"), number(5)));
        assertThat(table.get(text("x"))).isEqualTo(number(5));
        Table other = new Table();
        metatable.set(LuaValue.NEWINDEX, other);
        table.set(text("own"), number(2));
        table.set(text("y"), number(3));
        assertThat(table.rawget(text("own"))).isEqualTo(number(2));
        assertThat(table.rawget(text("y"))).isEqualTo(LuaValue.NIL);
        assertThat(other.get(text("y"))).isEqualTo(number(3));
        metatable.set(LuaValue.NEWINDEX, LuaValue.NIL);
        table.set(text("y"), number(4));
        assertThat(table.rawget(text("y"))).isEqualTo(number(4));
    }

    /** LuaJ's hash leaves most bytes of a long string out. */
    @Test
    void keys_chosenToCollide_areFoundFastEnough() {
        List<LuaString> keys = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[4096];
            bytes[0] = (byte) i;
            bytes[1] = (byte) (i >> 8);
            keys.add(LuaString.valueUsing(bytes));
        }
        assertThat(keys.stream().map(Object::hashCode).distinct().count()).isLessThan(300);
        Table table = new Table();
        for (LuaString key : keys) {
            table.set(key, key);
        }
        for (LuaString key : keys) {
            assertThat(table.get(LuaString.valueOf(LuaText.copy(key)))).isSameAs(key);
        }
        assertThat(table.keyCount()).isEqualTo(20_000);
    }

    @Test
    void keys_thatComeAndGo_takeNoMoreRoom() {
        Table table = new Table();
        for (int i = 0; i < 100_000; i++) {
            table.rawset(text("k" + i), number(i));
            table.rawset(text("k" + (i - 10)), LuaValue.NIL);
        }
        assertThat(table.keyCount()).isEqualTo(10);
        assertThat(table.slots.length).isLessThanOrEqualTo(128);
    }

    @Test
    void insertAndRemove_anywhere_moveTheOthers() {
        Table table = numbered(3);
        table.insert(1, text("first"));
        table.insert(0, text("last"));
        table.insert(3, text("third"));
        assertThat(list(table))
                .containsExactly(text("first"), number(1), text("third"), number(2), number(3), text("last"));
        assertThat(table.remove(1)).isEqualTo(text("first"));
        assertThat(table.remove(0)).isEqualTo(text("last"));
        assertThat(table.remove(9)).isEqualTo(LuaValue.NONE);
        assertThat(list(table)).containsExactly(number(1), text("third"), number(2), number(3));
    }

    private static List<LuaValue> list(Table table) {
        List<LuaValue> list = new ArrayList<>();
        for (int i = 1; i <= table.length(); i++) {
            list.add(table.get(i));
        }
        return list;
    }

    @Test
    void apiOfLuaJ_seesTheEntries() {
        Table table = numbered(3);
        table.set("name", number(7));
        table.rawset("raw", number(8));
        assertThat(table.get("name")).isEqualTo(number(7));
        assertThat(table.rawget("raw")).isEqualTo(number(8));
        assertThat(table.len()).isEqualTo(number(3));
        assertThat(table.unpack().narg()).isEqualTo(3);
        assertThat(table.unpack(2).arg1()).isEqualTo(number(2));
        assertThat(table.inext(number(0)).arg(2)).isEqualTo(number(1));
        assertThat(table.inext(number(3)).narg()).isZero();
        assertThat(table.concat(LuaString.valueOf(","), 1, 3)).isEqualTo(text("1,2,3"));
        table.hashset(text("h"), number(9));
        assertThat(table.get("h")).isEqualTo(number(9));
        table.set(1, number(30));
        table.sort(LuaValue.NIL);
        assertThat(list(table)).containsExactly(number(2), number(3), number(30));
        assertThat(table.eq_b(table)).isTrue();
        assertThat(table.eq_b(new Table())).isFalse();
        table.presize(100, 100);
        assertThat(table.keyCount()).isEqualTo(6);
        assertThat(table.next(LuaValue.NIL).arg1()).isEqualTo(number(1));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do to a dict or a lock at the same time, the results are those of some order of the same operations.
 * Runs without JaCoCo, whose agent Lincheck doesn't bear.
 */
@Tag("lincheck")
class LinearizabilityTest {

    private static final Duration FOREVER = Duration.ZERO;

    private static final String[] KEYS = {"k0", "k1", "k2"};

    /** What a dict of the least capacity holds, in bytes. */
    private static final int ROOM = (int) HeapSharedDict.room(HeapSharedDict.MIN_CAPACITY);

    /** Lincheck knows no views of byte arrays as numbers; those never change once others can see them. */
    private static ModelCheckingOptions schedules() {
        return new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(60)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(EntryBytes.class.getName())
                        .allMethods()
                        .ignore());
    }

    private static StressOptions stress() {
        return new StressOptions()
                .iterations(10)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1);
    }

    @Test
    void scalars_everySchedule_areAtomic() {
        schedules().check(Scalars.class);
    }

    @Test
    void scalars_underStress_areAtomic() {
        stress().check(Scalars.class);
    }

    @Test
    void lists_everySchedule_areAtomic() {
        schedules().check(Lists.class);
    }

    @Test
    void lists_underStress_areAtomic() {
        stress().check(Lists.class);
    }

    @Test
    void fullDict_underStress_isAtomic() {
        stress().check(Full.class);
    }

    @Test
    void locks_everySchedule_exclude() {
        schedules().check(Locks.class);
    }

    @Test
    void locks_underStress_exclude() {
        stress().check(Locks.class);
    }

    @Test
    void fullDict_withLocks_underStress_isAtomic() {
        stress().check(FullOfLocks.class);
    }

    private static String read(@Nullable DictValue found) {
        return found == null ? "null" : found.value() + " " + found.flags();
    }

    /** Two keys of a roomy dict. */
    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class Scalars {

        private final HeapSharedDict dict = new HeapSharedDict("lincheck", 1 << 20, new ManualTicker());

        private final KnownKey[] known = {known("k0"), known("k1"), known("k2")};

        private KnownKey known(String key) {
            return dict.known(key.getBytes(ISO_8859_1), 0, key.length());
        }

        /** Stores a number with flags. */
        @Operation
        public String set(@Param(name = "key") int key, @Param(name = "value") int value) {
            return dict.set("k" + key, LuaScalar.of((double) value), FOREVER, value)
                    .toString();
        }

        /** Stores a string. */
        @Operation
        public String setText(@Param(name = "key") int key, @Param(name = "value") int value) {
            return dict.set("k" + key, "v".repeat(value)).toString();
        }

        /** Reads. */
        @Operation
        public String get(@Param(name = "key") int key) {
            return read(dict.get("k" + key));
        }

        /** Reads by a key that remembers where its entry was; not all of its ways tell the flags. */
        @Operation
        public String getKnown(@Param(name = "key") int key) {
            double number = known[key].number();
            if (!Double.isNaN(number)) {
                return LuaScalar.of(number).text();
            }
            DictValue found = known[key].get();
            return found == null ? "null" : found.value().text();
        }

        /** Adds by a key that remembers where its entry was. */
        @Operation
        public String incrKnown(@Param(name = "key") int key) {
            double sum = known[key].incr(1);
            return (!Double.isNaN(sum) ? IncrResult.of(sum) : dict.incr("k" + key, 1)).toString();
        }

        /** Adds where there is none. */
        @Operation
        public String add(@Param(name = "key") int key, @Param(name = "value") int value) {
            return dict.add("k" + key, LuaScalar.of((double) value), FOREVER).toString();
        }

        /** Replaces. */
        @Operation
        public String replace(@Param(name = "key") int key, @Param(name = "value") int value) {
            return dict.replace("k" + key, LuaScalar.of((double) value), FOREVER)
                    .toString();
        }

        /** Removes. */
        @Operation
        public void delete(@Param(name = "key") int key) {
            dict.delete("k" + key);
        }

        /** Counts; by sixteens, at which a counter is remembered for who comes with the same string. */
        @Operation
        public String incr(@Param(name = "key") int key) {
            return dict.incr(KEYS[key], 16, 0).toString();
        }

        /** Stores where the value is the expected one. */
        @Operation
        public String compareAndSet(@Param(name = "key") int key, @Param(name = "value") int value) {
            return dict.compareAndSet("k" + key, LuaScalar.of((double) value), LuaScalar.of(value + 1.0), FOREVER, 0)
                    .toString();
        }

        /** Changes by a function. */
        @Operation
        public String update(@Param(name = "key") int key) {
            return dict.update(
                            "k" + key,
                            current -> current != null && current.value() instanceof LuaScalar.Num number
                                    ? current.withValue(LuaScalar.of(number.value() * 2))
                                    : DictEntry.of(LuaScalar.of(1.0)))
                    .toString();
        }

        /** Expires everything. */
        @Operation
        public void flushAll() {
            dict.flushAll();
        }
    }

    /** A list, and a scalar in its place. */
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class Lists {

        private final SharedDict dict = new HeapSharedDict("lincheck", 1 << 20, new ManualTicker());

        /** Puts at the head. */
        @Operation
        public String lpush(@Param(name = "value") int value) {
            return dict.lpush("k", LuaScalar.of((double) value)).toString();
        }

        /** Puts at the tail. */
        @Operation
        public String rpush(@Param(name = "value") int value) {
            return dict.rpush("k", LuaScalar.of((double) value)).toString();
        }

        /** Takes the head. */
        @Operation
        public String lpop() {
            return dict.lpop("k").toString();
        }

        /** Takes the tail. */
        @Operation
        public String rpop() {
            return dict.rpop("k").toString();
        }

        /** Measures. */
        @Operation
        public String llen() {
            return dict.llen("k").toString();
        }

        /** Stores a scalar. */
        @Operation
        public String set(@Param(name = "value") int value) {
            return dict.set("k", value).toString();
        }

        /** Reads a scalar. */
        @Operation
        public String get() {
            try {
                return read(dict.get("k"));
            } catch (NotAScalarException e) {
                return String.valueOf(e.getMessage());
            }
        }

        /** Removes. */
        @Operation
        public void delete() {
            dict.delete("k");
        }
    }

    /** A dict of one stripe that is full: every longer value of one key evicts or is refused. */
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class Full {

        private final SharedDict dict = new HeapSharedDict("lincheck", HeapSharedDict.MIN_CAPACITY, new ManualTicker());

        /** A dict with room for little. */
        public Full() {
            dict.set("filler", new byte[ROOM - 500]);
        }

        /** Stores by evicting. */
        @Operation
        public String set(@Param(name = "value") int value) {
            return String.valueOf(dict.set("k", new byte[200 * value]).stored());
        }

        /** Stores without evicting. */
        @Operation
        public String safeAdd(@Param(name = "value") int value) {
            return String.valueOf(dict.safeAdd("k", LuaScalar.of(new byte[100 * value]), FOREVER, 0)
                    .stored());
        }

        /** Reads. */
        @Operation
        public int get() {
            byte[] bytes = dict.getBytes("k");
            return bytes == null ? -1 : bytes.length;
        }

        /** Removes. */
        @Operation
        public void delete() {
            dict.delete("k");
        }
    }

    /** Two locks and a value have no room together beside a fourth entry, which locks evict then. */
    public static class FullOfLocks {

        private final HeapStoreProvider stores = new HeapStoreProvider(new ManualTicker());

        private final SharedDict dict = stores.openDict(DictSettings.of("lincheck", HeapSharedDict.MIN_CAPACITY));

        private final RestyLock one = new RestyLock(stores.openLocks(dict), LockOptions.defaults());

        private final RestyLock two = new RestyLock(stores.openLocks(dict), LockOptions.defaults());

        /** A dict with room for little. */
        public FullOfLocks() {
            dict.set("filler", new byte[ROOM - 6 - 4 * HeapSharedDict.ENTRY_OVERHEAD]);
        }

        /** Locks. */
        @Operation(nonParallelGroup = "one")
        public boolean lockOne() {
            return one.tryLock("1").ok();
        }

        /** Unlocks. */
        @Operation(nonParallelGroup = "one")
        public boolean unlockOne() {
            return one.unlock().ok();
        }

        /** Locks. */
        @Operation(nonParallelGroup = "two")
        public boolean lockTwo() {
            return two.tryLock("2").ok();
        }

        /** Unlocks. */
        @Operation(nonParallelGroup = "two")
        public boolean unlockTwo() {
            return two.unlock().ok();
        }

        /** Stores without evicting. */
        @Operation
        public String safeAdd() {
            return String.valueOf(
                    dict.safeAdd("k", LuaScalar.of(new byte[50]), FOREVER, 0).stored());
        }

        /** Removes. */
        @Operation
        public void delete() {
            dict.delete("k");
        }
    }

    /** Two owners of one key. */
    public static class Locks {

        private final HeapStoreProvider stores = new HeapStoreProvider(new ManualTicker());

        private final SharedDict dict = stores.openDict(DictSettings.of("lincheck", 1 << 20));

        private final RestyLock one = new RestyLock(stores.openLocks(dict), LockOptions.defaults());

        private final RestyLock two = new RestyLock(stores.openLocks(dict), LockOptions.defaults());

        /** Locks. */
        @Operation(nonParallelGroup = "one")
        public boolean lockOne() {
            return one.tryLock("k").ok();
        }

        /** Unlocks. */
        @Operation(nonParallelGroup = "one")
        public boolean unlockOne() {
            return one.unlock().ok();
        }

        /** Locks. */
        @Operation(nonParallelGroup = "two")
        public boolean lockTwo() {
            return two.tryLock("k").ok();
        }

        /** Unlocks. */
        @Operation(nonParallelGroup = "two")
        public boolean unlockTwo() {
            return two.unlock().ok();
        }

        /** Takes the key away. */
        @Operation
        public void delete() {
            dict.delete("k");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every store's dict does: the results and error strings were seen on nginx with ngx_lua 0.10.23. */
public abstract class SharedDictContract extends SharedDictBeyondContract {

    @Test
    void get_missing_isNull() {
        assertThat(dict.get("nope")).isNull();
        assertThat(dict.getStale("nope")).isNull();
    }

    @Test
    void set_everyType_readsBack() {
        for (LuaScalar value : List.of(
                LuaScalar.of(true), LuaScalar.of(false), LuaScalar.of(3.25), LuaScalar.of(""), LuaScalar.of(new byte[] {
                    0, (byte) 0xFF, 10
                }))) {
            assertThat(dict.set("k", value)).isEqualTo(new StoreResult(true, null, false));
            assertThat(dict.get("k")).isEqualTo(new DictValue(value, 0, false));
        }
    }

    @Test
    void set_flags_comeBackWithTheValue() {
        dict.set("k", ONE, FOREVER, -1);

        assertThat(dict.get("k")).isEqualTo(new DictValue(ONE, -1, false));
        assertThat(dict.getStale("k")).isEqualTo(new DictValue(ONE, -1, false));
    }

    @Test
    void set_again_dropsFormerFlags() {
        dict.set("k", ONE, FOREVER, 7);
        dict.set("k", TWO);

        assertThat(dict.get("k")).isEqualTo(new DictValue(TWO, 0, false));
    }

    @Test
    void set_null_deletes() {
        dict.set("k", ONE);

        assertThat(dict.set("k", (LuaScalar) null)).isEqualTo(StoreResult.done());
        assertThat(dict.get("k")).isNull();
        assertThat(dict.set("k", (LuaScalar) null)).isEqualTo(StoreResult.done());
        assertThat(dict.safeSet("k", null, FOREVER, 0)).isEqualTo(StoreResult.done());
    }

    @Test
    void addAndReplace_null_areRefused() {
        dict.set("k", ONE);
        StoreResult refused = new StoreResult(false, "attempt to add or replace nil values", false);

        assertThat(dict.add("k", null, FOREVER, 0)).isEqualTo(refused);
        assertThat(dict.add("other", null, FOREVER, 0)).isEqualTo(refused);
        assertThat(dict.safeAdd("k", null, FOREVER, 0)).isEqualTo(refused);
        assertThat(dict.replace("k", null, FOREVER, 0)).isEqualTo(refused);
        assertThat(dict.get("k")).isNotNull();
    }

    @Test
    void set_bytesOfCaller_areCopied() {
        byte[] bytes = {1, 2};
        dict.set("k", bytes);
        bytes[0] = 9;

        byte[] read = dict.getBytes("k");
        assertThat(read).containsExactly(1, 2);
        Objects.requireNonNull(read)[1] = 9;
        assertThat(dict.getBytes("k")).containsExactly(1, 2);
    }

    @Test
    void get_afterExptime_isNull() {
        dict.set("k", ONE, Duration.ofSeconds(100));
        advance(Duration.ofSeconds(90));
        assertThat(dict.get("k")).isNotNull();

        advance(Duration.ofSeconds(10));
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void set_underAMillisecond_expires() {
        dict.set("k", ONE, Duration.ofNanos(1));

        advance(Duration.ofMillis(1));
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void set_longestDuration_doesNotExpire() {
        dict.set("k", ONE, Duration.ofSeconds(Long.MAX_VALUE));
        advance(Duration.ofDays(3650));

        assertThat(dict.get("k")).isNotNull();
    }

    @Test
    void set_negativeExptime_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dict.set("k", ONE, Duration.ofMillis(-1)))
                .withMessage("bad \"exptime\" argument");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dict.incr("k", 1, 0, Duration.ofMillis(-1)))
                .withMessage("bad \"init_ttl\" argument");
    }

    @Test
    void add_liveKey_exists() {
        assertThat(dict.add("k", ONE, FOREVER)).isEqualTo(StoreResult.done());
        assertThat(dict.add("k", TWO, FOREVER)).isEqualTo(new StoreResult(false, "exists", false));
        assertThat(dict.safeAdd("k", TWO, FOREVER, 0)).isEqualTo(new StoreResult(false, "exists", false));
        assertThat(dict.getLong("k", 0)).isEqualTo(1);
    }

    @Test
    void add_expiredKey_stores() {
        expired("k", ONE, 9);

        assertThat(dict.add("k", TWO, FOREVER)).isEqualTo(StoreResult.done());
        assertThat(dict.get("k")).isEqualTo(new DictValue(TWO, 0, false));
    }

    @Test
    void replace_missingOrExpired_isNotFound() {
        StoreResult notFound = new StoreResult(false, "not found", false);
        assertThat(dict.replace("k", ONE, FOREVER)).isEqualTo(notFound);

        expired("k", ONE, 0);
        assertThat(dict.replace("k", TWO, FOREVER)).isEqualTo(notFound);
    }

    @Test
    void replace_live_storesWithNewExptime() {
        dict.set("k", "long enough", MINUTE);

        assertThat(dict.replace("k", TWO, FOREVER, 3)).isEqualTo(StoreResult.done());
        advance(MINUTE);
        assertThat(dict.get("k")).isEqualTo(new DictValue(TWO, 3, false));
    }

    @Test
    void delete_anything_succeeds() {
        dict.set("k", ONE);

        assertThat(dict.delete("k")).isEqualTo(StoreResult.done());
        assertThat(dict.delete("k")).isEqualTo(StoreResult.done());
        assertThat(dict.getStale("k")).isNull();
    }

    @Test
    void incr_missing_isNotFound() {
        IncrResult result = dict.incr("k", 1);

        assertThat(result.value()).isNaN();
        assertThat(result.error()).isEqualTo("not found");
        assertThatIllegalStateException().isThrownBy(result::longValue).withMessage("not found");
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void incr_numeralOrBoolean_isNotANumber() {
        dict.set("k", "12");
        assertThat(dict.incr("k", 1).error()).isEqualTo("not a number");
        assertThat(dict.incr("k", 1, 0).error()).isEqualTo("not a number");

        dict.set("k", true);
        assertThat(dict.incr("k", 1).error()).isEqualTo("not a number");
        assertThat(dict.getBoolean("k", false)).isTrue();
    }

    @Test
    void incr_live_keepsFlagsAndTtl() {
        dict.set("k", LuaScalar.of(5L), Duration.ofSeconds(30), 9);

        assertThat(dict.incr("k", 2.5)).isEqualTo(new IncrResult(7.5, null, false));
        assertThat(dict.incr("k", 1, 100, Duration.ofSeconds(100)).value()).isEqualTo(8.5);
        assertThat(dict.get("k")).isEqualTo(new DictValue(LuaScalar.of(8.5), 9, false));
        assertThat(dict.ttl("k").ttl()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void incr_init_startsThere() {
        assertThat(dict.incr("k", 1, 10)).isEqualTo(new IncrResult(11, null, false));
        assertThat(dict.ttl("k").ttl()).isZero();
        assertThat(dict.incr("other", 2, 0, Duration.ofSeconds(100)).longValue())
                .isEqualTo(2);
        assertThat(dict.ttl("other").ttl()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void incr_initOverExpired_startsAnew() {
        expired("number", LuaScalar.of(5L), 9);
        expired("string", LuaScalar.of("text"), 9);

        assertThat(dict.incr("number", 1, 100, MINUTE).value()).isEqualTo(101);
        assertThat(dict.get("number")).isEqualTo(new DictValue(LuaScalar.of(101L), 0, false));
        assertThat(dict.ttl("number").ttl()).isEqualTo(MINUTE);
        assertThat(dict.incr("string", 1, 100).value()).isEqualTo(101);
        assertThat(dict.ttl("string").ttl()).isZero();
    }

    @Test
    void incr_expiredWithoutInit_isNotFound() {
        expired("k", LuaScalar.of(5L), 0);

        assertThat(dict.incr("k", 1).error()).isEqualTo("not found");
    }

    @Test
    void incr_nanAndInfinity_areNumbers() {
        assertThat(dict.incr("nan", Double.NaN, 1).value()).isNaN();
        assertThat(dict.incr("inf", Double.POSITIVE_INFINITY, 1).value()).isInfinite();
        assertThat(dict.getDouble("inf", 0)).isInfinite();
    }

    @Test
    void ttl_saysWhatIsLeft() {
        dict.set("k", ONE, Duration.ofSeconds(100));
        dict.set("forever", ONE);
        advance(Duration.ofSeconds(25));

        assertThat(dict.ttl("k")).isEqualTo(new TtlResult(Duration.ofSeconds(75), null));
        assertThat(dict.ttl("forever")).isEqualTo(new TtlResult(Duration.ZERO, null));
        assertThat(dict.ttl("nope")).isEqualTo(new TtlResult(Duration.ZERO, "not found"));
    }

    @Test
    void expire_changesLife() {
        dict.set("k", ONE);

        assertThat(dict.expire("k", Duration.ofSeconds(10))).isEqualTo(StoreResult.done());
        assertThat(dict.ttl("k").ttl()).isEqualTo(Duration.ofSeconds(10));
        assertThat(dict.expire("k", FOREVER).stored()).isTrue();
        assertThat(dict.ttl("k").ttl()).isZero();
        assertThat(dict.expire("k", Duration.ofSeconds(-1)).stored()).isTrue();
        assertThat(dict.get("k")).isNull();
        assertThat(dict.expire("nope", MINUTE)).isEqualTo(new StoreResult(false, "not found", false));
    }

    @Test
    void keys_emptyOrTooLong_storeAndFindNothing() {
        for (String[] bad : new String[][] {{"", "empty key"}, {"k".repeat(65_536), "key too long"}}) {
            String key = bad[0];
            String error = bad[1];
            assertThat(dict.set(key, ONE).error()).isEqualTo(error);
            assertThat(dict.add(key, ONE, FOREVER).error()).isEqualTo(error);
            assertThat(dict.add(key, null, FOREVER, 0).error()).isEqualTo(error);
            assertThat(dict.replace(key, ONE, FOREVER).error()).isEqualTo(error);
            assertThat(dict.delete(key).error()).isEqualTo(error);
            assertThat(dict.incr(key, 1).error()).isEqualTo(error);
            assertThat(dict.incr(key, 1, 0).error()).isEqualTo(error);
            assertThat(dict.ttl(key).error()).isEqualTo(error);
            assertThat(dict.expire(key, MINUTE).error()).isEqualTo(error);
            assertThat(dict.get(key)).isNull();
            assertThat(dict.getStale(key)).isNull();
        }
        assertThat(dict.set("k".repeat(65_535), ONE).stored()).isTrue();
        assertThat(dict.set("字".repeat(30_000), ONE).error()).isEqualTo("key too long");
    }

    @Test
    void keys_wideText_isSameKeyAsItsUtf8Bytes() {
        String bytes = new String("用户:42".getBytes(UTF_8), ISO_8859_1);
        dict.set("用户:42", ONE);

        assertThat(dict.getLong(bytes, 0)).isEqualTo(1);
        assertThat(dict.incr("用户:42", 1).longValue()).isEqualTo(2);
        assertThat(dict.add("用户:42", TWO, FOREVER).error()).isEqualTo("exists");
        assertThat(dict.getKeys()).containsExactly(bytes);
        assertThat(dict.ttl("用户:42").error()).isNull();
        dict.delete("用户:42");
        assertThat(dict.get(bytes)).isNull();
    }

    @Test
    void keys_givenAsBytes_areTheSameKeys() {
        byte[] bytes = {'x', 'k', (byte) 0xE9, 0, 'y'};
        String key = DictKey.of(bytes, 1, 3);

        assertThat(dict.get(bytes, 1, 3)).isNull();
        assertThat(dict.incr(bytes, 1, 3, 1).error()).isEqualTo("not found");
        assertThat(dict.set(bytes, 1, 3, ONE, MINUTE, 7).stored()).isTrue();
        assertThat(dict.get(key)).isEqualTo(new DictValue(ONE, 7, false));
        assertThat(dict.ttl(key).ttl()).isEqualTo(MINUTE);
        assertThat(dict.incr(bytes, 1, 3, 1).value()).isEqualTo(2);
        assertThat(dict.incr(bytes, 1, 3, 1, 10, FOREVER).value()).isEqualTo(3);
        assertThat(dict.get(bytes, 1, 3)).isEqualTo(new DictValue(LuaScalar.of(3L), 7, false));
        assertThat(dict.set(bytes, 1, 3, null, FOREVER, 0).stored()).isTrue();
        assertThat(dict.get(key)).isNull();
        assertThat(dict.incr(bytes, 1, 3, 1, 10, FOREVER).value()).isEqualTo(11);
        bytes[1] = 'z';
        assertThat(dict.getKeys()).containsExactly(key);
        assertThat(dict.set(bytes, 0, 0, ONE, FOREVER, 0).error()).isEqualTo("empty key");
        assertThat(dict.incr(bytes, 0, 0, 1).error()).isEqualTo("empty key");
        assertThat(dict.get(bytes, 0, 0)).isNull();
    }

    @Test
    void keys_charsBelow256_areBytes() {
        dict.set("é", ONE);

        assertThat(dict.get(DictKey.utf8("é"))).isNull();
        assertThat(dict.getKeys()).containsExactly("é");
        dict.set(DictKey.utf8("é"), TWO);
        assertThat(dict.getKeys()).containsExactlyInAnyOrder("é", "Ã©");
    }

    @Test
    void getKeys_givesUpTo1024_zeroAll() {
        for (int i = 0; i < 2_000; i++) {
            dict.set("k" + i, i);
        }
        dict.set("gone", ONE, MINUTE);
        advance(MINUTE);

        assertThat(dict.getKeys()).hasSize(1024);
        assertThat(dict.getKeys(0)).hasSize(2_000).doesNotContain("gone").doesNotHaveDuplicates();
        assertThat(dict.getKeys(5)).hasSize(5);
        assertThatIllegalArgumentException().isThrownBy(() -> dict.getKeys(-1));
    }

    @Test
    void flushAll_leavesNothingLive() {
        for (int i = 0; i < 10; i++) {
            dict.set("k" + i, i);
        }
        dict.flushAll();

        assertThat(dict.getKeys(0)).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(dict.get("k" + i)).isNull();
        }
        assertThat(dict.add("k9", ONE, FOREVER).stored()).isTrue();
    }

    @Test
    void flushExpired_leavesLiveEntries() {
        dict.set("live", ONE);
        for (int i = 0; i < 5; i++) {
            dict.set("k" + i, ONE, MINUTE);
        }
        advance(MINUTE);
        dict.flushExpired();

        assertThat(dict.getKeys()).containsExactly("live");
        assertThat(dict.flushExpired()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> dict.flushExpired(-1));
    }

    @Test
    void conveniences_convertAndCheckTypes() {
        dict.set("text", "żółw");
        dict.set("number", 2.5, MINUTE);
        dict.set("whole", 1L << 40);
        dict.set("flag", true);

        assertThat(dict.getString("text")).isEqualTo("żółw");
        assertThat(dict.getString("number")).isEqualTo("2.5");
        assertThat(dict.getString("flag")).isEqualTo("true");
        assertThat(dict.getString("nope")).isNull();
        assertThat(dict.getBytes("nope")).isNull();
        assertThat(dict.getLong("whole", 0)).isEqualTo(1L << 40);
        assertThat(dict.getLong("nope", -7)).isEqualTo(-7);
        assertThat(dict.getDouble("number", 0)).isEqualTo(2.5, within(0.0));
        assertThat(dict.getBoolean("nope", true)).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> dict.getLong("text", 0));
        assertThatIllegalStateException().isThrownBy(() -> dict.getDouble("flag", 0));
        assertThatIllegalStateException().isThrownBy(() -> dict.getBoolean("text", true));
    }

    @Test
    void name_isTheGivenOne() {
        assertThat(dict.name()).isEqualTo("contract");
        assertThat(dict.capacity()).isEqualTo(ROOMY);
    }

    @Test
    void incr_manyThreads_losesNothing() throws Exception {
        inThreads(8, thread -> {
            for (int i = 0; i < many(5_000); i++) {
                dict.incr("shared", 1, 0);
                dict.incr("own" + thread, 1, 0);
            }
            return null;
        });

        assertThat(dict.getLong("shared", 0)).isEqualTo(8 * many(5_000));
        for (int thread = 0; thread < 8; thread++) {
            assertThat(dict.getLong("own" + thread, 0)).isEqualTo(many(5_000));
        }
    }

    @Test
    void add_manyThreads_oneWins() throws Exception {
        for (int round = 0; round < many(200); round++) {
            String key = "round" + round;
            List<StoreResult> results = inThreads(4, thread -> dict.add(key, LuaScalar.of((long) thread), FOREVER));

            assertThat(results).filteredOn(StoreResult::stored).hasSize(1);
        }
    }
}

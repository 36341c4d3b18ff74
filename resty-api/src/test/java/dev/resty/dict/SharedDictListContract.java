// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What lists do in every store's dict: the results and error strings were seen on nginx with ngx_lua 0.10.23. */
public abstract class SharedDictListContract extends SharedDictFixture {

    private static final String NOT_A_LIST = "value not a list";

    private static final LuaScalar A = LuaScalar.of("a");

    private static final LuaScalar B = LuaScalar.of("b");

    private void list(String key, LuaScalar... values) {
        for (LuaScalar value : values) {
            assertThat(dict.rpush(key, value).error()).isNull();
        }
    }

    private void expiredList(String key, LuaScalar... values) {
        list(key, values);
        dict.expire(key, Duration.ofMillis(1));
        advance(Duration.ofMillis(2));
    }

    @Test
    void push_givesLength_popTakesFromEitherEnd() {
        assertThat(dict.lpush("l", A)).isEqualTo(new ListResult(1, null));
        assertThat(dict.rpush("l", TWO)).isEqualTo(new ListResult(2, null));
        assertThat(dict.lpush("l", B)).isEqualTo(new ListResult(3, null));
        assertThat(dict.llen("l")).isEqualTo(new ListResult(3, null));

        assertThat(dict.rpop("l")).isEqualTo(new PopResult(TWO, null));
        assertThat(dict.lpop("l")).isEqualTo(new PopResult(B, null));
        assertThat(dict.lpop("l")).isEqualTo(new PopResult(A, null));
    }

    @Test
    void push_numbersAndStrings_keepTheirTypes() {
        list("l", LuaScalar.of(1.5), LuaScalar.of("1.5"), LuaScalar.of(""), LuaScalar.of(new byte[] {0, (byte) 0xFF}));
        list("l", LuaScalar.of(Double.NaN), LuaScalar.of(Double.NEGATIVE_INFINITY));

        assertThat(dict.lpop("l").value()).isEqualTo(LuaScalar.of(1.5));
        assertThat(dict.lpop("l").value()).isEqualTo(LuaScalar.of("1.5"));
        assertThat(dict.lpop("l").value()).isEqualTo(LuaScalar.of(""));
        assertThat(dict.lpop("l").value()).isEqualTo(LuaScalar.of(new byte[] {0, (byte) 0xFF}));
        assertThat(dict.lpop("l").value()).isEqualTo(LuaScalar.of(Double.NaN));
        assertThat(dict.lpop("l").value()).isEqualTo(LuaScalar.of(Double.NEGATIVE_INFINITY));
    }

    @Test
    void push_boolean_isBadValueType() {
        assertThat(dict.lpush("l", LuaScalar.of(true))).isEqualTo(new ListResult(0, "bad value type"));
        assertThat(dict.rpush("l", LuaScalar.of(false)).error()).isEqualTo("bad value type");
        assertThat(dict.rpush("", LuaScalar.of(false)).error()).isEqualTo("empty key");
        assertThat(dict.llen("l").length()).isZero();
    }

    @Test
    void pop_lastValue_removesTheKey() {
        list("l", A);
        dict.lpop("l");

        assertThat(dict.llen("l")).isEqualTo(new ListResult(0, null));
        assertThat(dict.lpop("l")).isEqualTo(new PopResult(null, null));
        assertThat(dict.rpop("l")).isEqualTo(new PopResult(null, null));
        assertThat(dict.ttl("l").error()).isEqualTo("not found");
        assertThat(dict.getKeys()).isEmpty();
    }

    @Test
    void listOperations_onAScalar_areRefused() {
        dict.set("k", ONE, FOREVER, 5);

        assertThat(dict.lpush("k", A)).isEqualTo(new ListResult(0, NOT_A_LIST));
        assertThat(dict.rpush("k", A)).isEqualTo(new ListResult(0, NOT_A_LIST));
        assertThat(dict.lpop("k")).isEqualTo(new PopResult(null, NOT_A_LIST));
        assertThat(dict.rpop("k")).isEqualTo(new PopResult(null, NOT_A_LIST));
        assertThat(dict.llen("k")).isEqualTo(new ListResult(0, NOT_A_LIST));
        assertThat(dict.get("k")).isEqualTo(new DictValue(ONE, 5, false));
    }

    @Test
    void get_list_isNotAScalar() {
        list("l", A);

        assertThatExceptionOfType(NotAScalarException.class)
                .isThrownBy(() -> dict.get("l"))
                .withMessage("value is a list");
        assertThatExceptionOfType(NotAScalarException.class).isThrownBy(() -> dict.getStale("l"));
        assertThatExceptionOfType(NotAScalarException.class).isThrownBy(() -> dict.getString("l"));
    }

    @Test
    void incr_list_isNotANumber() {
        list("l", ONE);

        assertThat(dict.incr("l", 1).error()).isEqualTo("not a number");
        assertThat(dict.incr("l", 1, 0).error()).isEqualTo("not a number");
        assertThat(dict.llen("l").length()).isEqualTo(1);
    }

    @Test
    void set_overList_replacesIt() {
        list("l", A, B);
        assertThat(dict.set("l", ONE, FOREVER, 3)).isEqualTo(StoreResult.done());
        assertThat(dict.get("l")).isEqualTo(new DictValue(ONE, 3, false));

        list("m", A, B);
        assertThat(dict.replace("m", TWO, FOREVER).stored()).isTrue();
        assertThat(dict.get("m")).isEqualTo(new DictValue(TWO, 0, false));
    }

    @Test
    void add_overLiveList_exists() {
        list("l", A);

        assertThat(dict.add("l", ONE, FOREVER).error()).isEqualTo("exists");
        assertThat(dict.safeAdd("l", ONE, FOREVER, 0).error()).isEqualTo("exists");
        assertThat(dict.llen("l").length()).isEqualTo(1);
    }

    @Test
    void deleteAndSetNull_removeLists() {
        list("l", A, B);
        list("m", A);

        assertThat(dict.delete("l")).isEqualTo(StoreResult.done());
        assertThat(dict.set("m", (LuaScalar) null)).isEqualTo(StoreResult.done());
        assertThat(dict.llen("l").length()).isZero();
        assertThat(dict.llen("m").length()).isZero();
    }

    @Test
    void expire_list_pushesAndPopsKeepItsLife() {
        list("l", A, B);
        assertThat(dict.ttl("l").ttl()).isZero();
        assertThat(dict.expire("l", Duration.ofSeconds(10)).stored()).isTrue();
        dict.lpush("l", ONE);
        dict.rpop("l");
        assertThat(dict.ttl("l").ttl()).isEqualTo(Duration.ofSeconds(10));

        advance(Duration.ofSeconds(10));
        assertThat(dict.llen("l")).isEqualTo(new ListResult(0, null));
        assertThat(dict.lpop("l")).isEqualTo(new PopResult(null, null));
    }

    @Test
    void push_overExpired_startsAnewWithoutEnd() {
        expiredList("l", A, B);
        assertThat(dict.rpush("l", ONE)).isEqualTo(new ListResult(1, null));
        assertThat(dict.ttl("l").ttl()).isZero();
        assertThat(dict.lpop("l").value()).isEqualTo(ONE);

        expired("scalar", ONE, 7);
        assertThat(dict.lpush("scalar", A)).isEqualTo(new ListResult(1, null));
        assertThat(dict.ttl("scalar").ttl()).isZero();
    }

    @Test
    void scalars_overExpiredList_startAnew() {
        expiredList("a", A, B);
        assertThat(dict.get("a")).isNull();
        assertThat(dict.add("a", ONE, FOREVER).stored()).isTrue();
        assertThat(dict.getLong("a", 0)).isEqualTo(1);

        expiredList("b", A);
        assertThat(dict.incr("b", 1).error()).isEqualTo("not found");
        assertThat(dict.replace("b", ONE, FOREVER).error()).isEqualTo("not found");
        assertThat(dict.incr("b", 1, 5).value()).isEqualTo(6);
    }

    @Test
    void getKeysAndFlushes_countLists() {
        list("l", A);
        expiredList("gone", A);

        assertThat(dict.getKeys()).containsExactly("l");
        dict.flushAll();
        assertThat(dict.getKeys(0)).isEmpty();
        assertThat(dict.llen("l").length()).isZero();
        dict.flushExpired();
        assertThat(dict.rpush("l", B).length()).isEqualTo(1);
    }

    @Test
    void badKeys_giveTheirErrors() {
        for (String[] bad : new String[][] {{"", "empty key"}, {"k".repeat(65_536), "key too long"}}) {
            assertThat(dict.lpush(bad[0], A)).isEqualTo(new ListResult(0, bad[1]));
            assertThat(dict.rpush(bad[0], A)).isEqualTo(new ListResult(0, bad[1]));
            assertThat(dict.lpop(bad[0])).isEqualTo(new PopResult(null, bad[1]));
            assertThat(dict.rpop(bad[0])).isEqualTo(new PopResult(null, bad[1]));
            assertThat(dict.llen(bad[0])).isEqualTo(new ListResult(0, bad[1]));
        }
    }

    @Test
    void wideKey_isSameListAsItsUtf8Bytes() {
        list("列", A);

        assertThat(dict.llen(DictKey.utf8("列")).length()).isEqualTo(1);
        assertThat(dict.rpush(DictKey.utf8("列"), B).length()).isEqualTo(2);
        assertThat(dict.rpop("列").value()).isEqualTo(B);
    }

    @Test
    void longList_keepsOrder() {
        for (int i = 0; i < 1_000; i++) {
            list("queue", LuaScalar.of((long) i));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(dict.lpop("queue").value()).isEqualTo(LuaScalar.of((long) i));
        }
    }

    @Test
    void manyThreads_takeEachValueOnce() throws Exception {
        List<Integer> taken = inThreads(4, thread -> {
            int count = 0;
            for (int i = 0; i < 500; i++) {
                dict.rpush("l", LuaScalar.of((long) i));
                count += dict.lpop("l").value() == null ? 0 : 1;
            }
            return count;
        });

        long left = dict.llen("l").length();
        assertThat(taken.stream().mapToInt(n -> n).sum() + left).isEqualTo(2_000);
    }
}

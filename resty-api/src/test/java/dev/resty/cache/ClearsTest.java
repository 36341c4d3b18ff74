// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.resty.dict.Codec;
import dev.resty.dict.DictKey;
import dev.resty.dict.LuaScalar;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Clears by name, prefix and tag. */
@Timeout(60)
class ClearsTest extends CacheFixture {

    private final TwoLevelCache<String> cache = local().build();

    private void tagged(String key, String... tags) {
        cache.getLoaded(key, k -> Loaded.of(load(k)).withTags(tags));
    }

    /** Whether a key is in either level, as a node sees it that has just started. */
    private boolean shared(String key) {
        return local().build().getIfPresent(key) != null;
    }

    @Test
    void purge_clearsBothLevels_andNewValuesStay() {
        cache.get("a", this::load);
        cache.get("b", this::load);
        cache.purge();

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(shared("b")).isFalse();
        assertThat(cache.get("a", this::load).value()).isEqualTo("a#3");
        assertThat(cache.get("a", this::load).level()).isEqualTo(HitLevel.L1);
        assertThat(shared("a")).isTrue();
    }

    @Test
    void purge_isOfOneName() {
        TwoLevelCache<String> named = local().name("named").build();
        cache.get("k", this::load);
        named.get("k", this::load);
        assertThat(dict.getString("named:k")).isEqualTo("k#2");
        named.purge();

        assertThat(named.getIfPresent("k")).isNull();
        assertThat(shared("k")).isTrue();
    }

    @Test
    void clearPrefix_clearsWhatBeginsWithIt() {
        cache.get("user:1:name", this::load);
        cache.get("user:12:name", this::load);
        cache.get("user:2:name", this::load);
        cache.clearPrefix("user:1");

        assertThat(cache.getIfPresent("user:1:name")).isNull();
        assertThat(cache.getIfPresent("user:12:name")).isNull();
        assertThat(cache.getIfPresent("user:2:name").level()).isEqualTo(HitLevel.L1);
        assertThat(shared("user:1:name")).isFalse();
        assertThat(shared("user:2:name")).isTrue();
        cache.get("user:1:name", this::load);
        assertThat(shared("user:1:name")).isTrue();
    }

    @Test
    void clearPrefix_ofTextBeyondAscii_clears() {
        cache.get("użytkownik:1", this::load);
        cache.clearPrefix("uż");

        assertThat(cache.getIfPresent("użytkownik:1")).isNull();
        assertThat(shared("użytkownik:1")).isFalse();
    }

    @Test
    void clearTag_clearsWhatBearsIt() {
        tagged("a", "red", "round");
        tagged("b", "red");
        tagged("c", "round");
        cache.clearTag("red");

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getIfPresent("b")).isNull();
        assertThat(cache.getIfPresent("c").level()).isEqualTo(HitLevel.L1);
        assertThat(shared("a")).isFalse();
        assertThat(shared("c")).isTrue();
        tagged("a", "red");
        assertThat(shared("a")).isTrue();
        cache.clearTag("nobody's");
        assertThat(shared("a")).isTrue();
    }

    @Test
    void clearTag_ofValuesThatWereSet_clears() {
        cache.set("k", Loaded.of("v").withTags("t"));
        assertThat(cache.getIfPresent("k").value()).isEqualTo("v");
        cache.clearTag("t");
        assertThat(cache.getIfPresent("k")).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> cache.clearTag(""));
    }

    @Test
    void clears_duringALoad_itsValueDoesNotComeBack() {
        cache.getLoaded("p:1", key -> {
            cache.clearPrefix("p:");
            return Loaded.of("old");
        });
        cache.getLoaded("tagged", key -> {
            cache.clearTag("t");
            return Loaded.of("old").withTags("t");
        });
        cache.getLoaded("purged", key -> {
            cache.purge();
            return Loaded.of("old");
        });

        for (String key : new String[] {"p:1", "tagged", "purged"}) {
            assertThat(cache.getIfPresent(key)).as(key).isNull();
            assertThat(shared(key)).as(key).isFalse();
        }
    }

    @Test
    void clears_duringALoad_laterCallersDoNotJoinIt() {
        TwoLevelCache<String> lockless =
                TwoLevelCache.builder(dict, Codec.utf8()).build();
        for (Runnable clear : new Runnable[] {
            () -> lockless.clearPrefix("k"), () -> lockless.clearTag("t"), lockless::purge, lockless::invalidateAll
        }) {
            CacheHit<String> outer = lockless.get("k", key -> {
                clear.run();
                assertThat(lockless.get("k", this::load).level()).isEqualTo(HitLevel.LOADER);
                return "old";
            });
            assertThat(outer.value()).isEqualTo("old");
            assertThat(lockless.get("k", this::load)).isEqualTo(new CacheHit<>("k#" + loads.get(), HitLevel.L1));
            lockless.delete("k");
        }
    }

    @Test
    void otherPrefix_duringALoad_callersJoinIt() {
        cache.get("k", key -> {
            cache.clearPrefix("other");
            return "v";
        });
        assertThat(cache.getIfPresent("k").level()).isEqualTo(HitLevel.L1);
        assertThat(shared("k")).isTrue();
    }

    @Test
    void clears_moreThanAreKept_nothingClearedComesBack() {
        tagged("k", "t");
        cache.get("other", this::load);
        cache.clearTag("t");
        for (int i = 0; i < 300; i++) {
            cache.clearPrefix("prefix" + i + ":");
        }
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(shared("k")).isFalse();
        cache.get("prefix0:k", this::load);
        assertThat(shared("prefix0:k")).isTrue();
    }

    @Test
    void generation_lostByTheDict_nothingOldComesBack() {
        cache.get("k", this::load);
        tagged("tagged", "t");
        cache.purge();
        cache.clearTag("t");
        dict.getKeys(0).stream()
                .filter(key -> key.startsWith(L2.CONTROL + "generation"))
                .forEach(dict::delete);

        assertThat(shared("k")).isFalse();
        assertThat(shared("tagged")).isFalse();
        cache.get("k", this::load);
        assertThat(shared("k")).isTrue();
    }

    @Test
    void tag_lostByTheDict_itsValuesGo() {
        tagged("k", "t");
        cache.clearTag("t");
        tagged("k", "t");
        dict.getKeys(0).stream()
                .filter(key -> key.startsWith(L2.CONTROL + "tag"))
                .forEach(dict::delete);

        assertThat(shared("k")).isFalse();
        tagged("again", "t");
        assertThat(shared("again")).isTrue();
    }

    @Test
    void tag_livesAsLongAsTheLongestValueThatBearsIt() {
        cache.getLoaded("short", key -> Loaded.of("v").withTags("t").withTtl(Duration.ofSeconds(5)));
        cache.getLoaded("long", key -> Loaded.of("v").withTags("t").withTtl(Duration.ofSeconds(100)));
        cache.getLoaded("ever", key -> Loaded.of("v").withTags("e").withTtl(Duration.ZERO));
        ticker.advance(Duration.ofSeconds(99));

        assertThat(shared("long")).isTrue();
        ticker.advance(Duration.ofDays(100));
        assertThat(shared("ever")).isTrue();
    }

    @Test
    void generation_brokenInTheDict_clearsAndRecovers() {
        cache.get("k", this::load);
        String control = dict.getKeys(0).stream()
                .filter(key -> key.startsWith(L2.CONTROL))
                .findFirst()
                .orElseThrow();
        dict.set(control, LuaScalar.of("nonsense"));

        assertThat(shared("k")).isFalse();
        cache.purge();
        cache.get("k", this::load);
        assertThat(shared("k")).isTrue();
    }

    @Test
    void valueOfAScript_isNotTheCachesToClear() {
        dict.set("script", "v");
        cache.purge();
        cache.clearPrefix("s");

        assertThat(cache.getIfPresent("script").value()).isEqualTo("v");
        cache.delete("script");
        assertThat(cache.getIfPresent("script")).isNull();
    }

    @Test
    void plainValues_staySoInTheDict_andTaggedOnesHaveAHeader() {
        cache.get("plain", this::load);
        tagged("tagged", "t");
        assertThat(dict.getString("plain")).isEqualTo("plain#1");
        assertThat(dict.getString("tagged")).endsWith("tagged#2").isNotEqualTo("tagged#2");
    }

    @Test
    void valueThatLooksLikeAHeader_comesBackAsItWas() {
        String sly = "\0rcach\0\0\0\0";
        cache.set("k", sly);
        cache.invalidateAll();
        assertThat(cache.getIfPresent("k").value()).isEqualTo(sly);
        dict.set("script", sly);
        assertThat(cache.getIfPresent("script").value()).isEqualTo(sly);
    }

    @Test
    void keyLikeTheCachesOwn_isAKeyLikeAny() {
        for (String key : new String[] {L2.CONTROL + "generation:", "\0", "\0r"}) {
            assertThat(cache.get(key, k -> "v").value()).isEqualTo("v");
            cache.invalidateAll();
            assertThat(cache.get(key, k -> "w")).isEqualTo(new CacheHit<>("v", HitLevel.L2));
        }
        cache.purge();
        assertThat(cache.getIfPresent("\0r")).isNull();
    }

    @Test
    void keyBeyondAscii_hasOneObjectHoweverItIsNamed() {
        String bytes = DictKey.utf8("żółw");
        cache.get("żółw", key -> {
            assertThat(key).isEqualTo("żółw");
            return "v";
        });
        assertThat(cache.getIfPresent(bytes)).isEqualTo(new CacheHit<>("v", HitLevel.L1));
        assertThat(cache.getIfPresent("żółw")).isEqualTo(new CacheHit<>("v", HitLevel.L1));
        cache.delete(bytes);
        assertThat(cache.getIfPresent("żółw")).isNull();
    }

    @Test
    void damagedRecord_clearsEverything_isToldOnce_andMended() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(TwoLevelCache.class);
        log.start();
        logger.addAppender(log);
        try {
            TwoLevelCache<String> named = local().name("named").build();
            named.get("k", this::load);
            String record = dict.getKeys(0).stream()
                    .filter(key -> key.endsWith("generation:named"))
                    .findFirst()
                    .orElseThrow();
            dict.set(record, LuaScalar.of("nonsense"));
            named.invalidateAll();

            assertThat(named.get("k", this::load).value()).isEqualTo("k#2");
            named.invalidateAll();
            assertThat(named.get("k", this::load)).isEqualTo(new CacheHit<>("k#2", HitLevel.L2));
            assertThat(log.list).singleElement().satisfies(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage()).contains("\"named\"", "\"users\"", "generation:named");
            });
            dict.set(record, LuaScalar.of(""));
            named.purge();
            assertThat(named.getIfPresent("k")).isNull();
            assertThat(log.list).hasSize(2);
        } finally {
            logger.detachAppender(log);
        }
    }
}

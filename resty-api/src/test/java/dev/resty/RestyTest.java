// SPDX-License-Identifier: Apache-2.0
package dev.resty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.resty.cache.TwoLevelCache;
import dev.resty.dict.Codec;
import dev.resty.dict.SharedDict;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.StoreProvider;
import org.junit.jupiter.api.Test;

class RestyTest {

    private final ProductRepository repository = id -> "{\"id\":" + id + "}";

    private interface ProductRepository {
        String findAsJson(String id);
    }

    @Test
    void threeLinesOfReadme_loadOnceAndThenHit() {
        Resty resty = Resty.builder().dict("products", "10m").build();
        TwoLevelCache<String> products = resty.cache("products", Codec.utf8()).build();
        String json = products.get("42", id -> repository.findAsJson(id)).value();

        assertThat(json).isEqualTo("{\"id\":42}");
        assertThat(resty.dict("products").getString("42")).isEqualTo(json);
        resty.close();
    }

    @Test
    void dict_sameNameTwice_isSameDict() {
        try (Resty resty = Resty.builder().dict("d", "1m").build()) {
            resty.dict("d").set("hits", 1L);

            assertThat(resty.dict("d").incr("hits", 1).longValue()).isEqualTo(2);
        }
    }

    @Test
    void dict_unknownName_saysWhichThereAre() {
        try (Resty resty = Resty.builder().dict("d", "1m").build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> resty.dict("nope"))
                    .withMessage("no dict \"nope\", there are: [d]");
            assertThat(resty.findDict("nope")).isNull();
        }
    }

    @Test
    void builder_sizes_areReadAsNginxReadsThem() {
        try (Resty resty = Resty.builder()
                .dict("bytes", "20000")
                .dict("kilo", "12k")
                .dict("mega", "3M")
                .dict("long", 40_000)
                .build()) {
            assertThat(resty.dict("bytes").capacity()).isEqualTo(20_000);
            assertThat(resty.dict("kilo").capacity()).isEqualTo(12_288);
            assertThat(resty.dict("mega").capacity()).isEqualTo(3 * 1024 * 1024);
            assertThat(resty.dict("long").capacity()).isEqualTo(40_000);
        }
    }

    @Test
    void builder_badSizes_areRefusedWithWhatWouldBeRight() {
        for (String size : new String[] {"", "m", "10x", "-1", "1.5m", "10 m", "99999999999999999999", "9999999999g"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Resty.builder().dict("d", size))
                    .withMessageStartingWith("invalid lua shared dict size \"" + size + "\"")
                    .withMessageContaining("such as 10m");
        }
    }

    @Test
    void builder_dictOfOneByte_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resty.builder().dict("tiny", 1).build())
                .withMessageContaining("invalid lua shared dict size \"1\"")
                .withMessageContaining("12k");
    }

    @Test
    void builder_twoDictsOfOneName_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resty.builder().dict("d", "1m").dict("d", "2m"))
                .withMessageContaining("already defined");
    }

    @Test
    void openDict_sameSizeKeepsContents_otherSizeStartsEmpty() {
        try (Resty resty = Resty.builder().dict("d", "1m").build()) {
            SharedDict before = resty.dict("d");
            before.set("k", "v");

            assertThat(resty.openDict("d", before.capacity())).isSameAs(before);
            assertThat(resty.openDict("d", 2 * before.capacity()).get("k")).isNull();
            assertThat(resty.dict("d")).isNotSameAs(before);
        }
    }

    @Test
    void openDict_withoutAName_isRefusedAsAnywhere() {
        try (Resty resty = Resty.builder().build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> resty.openDict("", "1m"))
                    .withMessage("invalid lua shared dict name \"\"");
            assertThat(resty.dictNames()).isEmpty();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resty.builder().dict("", "1m"))
                .withMessage("invalid lua shared dict name \"\"");
    }

    @Test
    void build_aDictIsRefused_closesTheStores() {
        StoreProvider store = mock(StoreProvider.class);
        RuntimeException notClosed = new IllegalStateException("not closed");
        doThrow(notClosed).when(store).close();

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Resty.builder().store("redis", store).dict("tiny", 1).build())
                .withMessageContaining("invalid lua shared dict size")
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(notClosed));
        verify(store).close();
    }

    @Test
    void build_unknownStore_saysWhichThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resty.builder()
                        .dict(DictSettings.of("d", 1 << 20).withStore("redis"))
                        .build())
                .withMessage("no store \"redis\" for dict \"d\", there are: [heap]");
    }

    @Test
    void store_thatCannotHaveADict_isNotTaken() {
        StoreProvider first = mock(StoreProvider.class);
        SharedDict here = mock(SharedDict.class);
        when(first.openDict(any())).thenReturn(here);
        StoreProvider second = mock(StoreProvider.class);
        when(second.openDict(any())).thenThrow(new IllegalArgumentException("no such dict"));
        Resty resty = Resty.builder()
                .store("s", first)
                .dict(DictSettings.of("d", 1 << 20).withStore("s"))
                .build();

        assertThatIllegalArgumentException().isThrownBy(() -> resty.store("s", second));
        assertThat(resty.dict("d")).isSameAs(here);
        assertThat(resty.openDict(DictSettings.of("other", 1 << 20).withStore("s")))
                .isSameAs(here);
        resty.close();
        verify(first).close();
    }

    @Test
    void close_oneStoreFails_closesTheOthers() {
        StoreProvider one = mock(StoreProvider.class);
        StoreProvider other = mock(StoreProvider.class);
        doThrow(new IllegalStateException("one")).when(one).close();
        doThrow(new IllegalStateException("other")).when(other).close();
        Resty resty = Resty.builder().store("one", one).store("other", other).build();

        assertThatIllegalStateException().isThrownBy(resty::close).satisfies(e -> assertThat(e.getSuppressed())
                .hasSize(1));
        verify(one).close();
        verify(other).close();
    }

    @Test
    void lock_isAnEntryOfTheDict() {
        try (Resty resty = Resty.builder().dict("locks", "1m").build()) {
            try (RestyLock lock = resty.lock("locks")) {
                assertThat(lock.lock("k").ok()).isTrue();
                assertThat(resty.dict("locks").getBoolean("k", false)).isTrue();
            }
            assertThat(resty.dict("locks").get("k")).isNull();
        }
    }

    @Test
    void close_endsUse() {
        Resty resty = Resty.builder().dict("d", "1m").build();
        resty.close();
        resty.close();

        assertThatIllegalStateException().isThrownBy(() -> resty.dict("d"));
    }
}

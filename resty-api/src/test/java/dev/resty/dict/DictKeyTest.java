// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DictKeyTest {

    @Test
    void ascii_isItselfEverywhere() {
        assertThat(DictKey.utf8("user:42")).isSameAs(DictKey.bytesOf("user:42")).isEqualTo("user:42");
        assertThat(DictKey.of("user:42".getBytes(UTF_8))).isEqualTo("user:42");
    }

    @Test
    void wideText_standsForItsUtf8Bytes() {
        String bytes = DictKey.of("é字".getBytes(UTF_8));

        assertThat(DictKey.bytesOf("é字")).isEqualTo(bytes);
        assertThat(DictKey.utf8("é字")).isEqualTo(bytes);
        assertThat(DictKey.bytesOf(bytes)).isEqualTo(bytes);
    }

    @Test
    void textBelow256_isBytesUnlessAskedFor() {
        assertThat(DictKey.bytesOf("José")).isEqualTo("José");
        assertThat(DictKey.utf8("José")).isEqualTo(DictKey.of("José".getBytes(UTF_8)));
    }

    @Test
    void hash_ofBytes_isThatOfTheString() {
        for (int length = 0; length < 20; length++) {
            byte[] bytes = new byte[length + 2];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i * 77);
            }
            assertThat(DictKey.hash(bytes, 1, length))
                    .isEqualTo(DictKey.of(bytes, 1, length).hashCode());
        }
    }

    @Test
    void error_isOpenRestys() {
        assertThat(DictKey.error("")).isEqualTo("empty key");
        assertThat(DictKey.error("k")).isNull();
        assertThat(DictKey.error("k".repeat(DictKey.MAX_LENGTH))).isNull();
        assertThat(DictKey.error("k".repeat(DictKey.MAX_LENGTH + 1))).isEqualTo("key too long");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaString;

/** Strings that are kept, and those that aren't. */
class RecentStringsTest {

    @Test
    void of_bytesOfAnyLength_isAStringOfThem() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] bytes = new byte[64];
        for (int i = 0; i < 200_000; i++) {
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) (random.nextInt(3) - 1);
            }
            int length = random.nextInt(20);
            int from = random.nextInt(bytes.length - length);
            LuaString string = RecentStrings.of(bytes, from, length);
            assertThat(LuaText.copy(string)).isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
            assertThat(string.hashCode()).isEqualTo(LuaString.hashCode(bytes, from, length));
        }
    }

    @Test
    void of_shortOneTwice_isTheSame() {
        byte[] bytes = "content-type".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        LuaString first = RecentStrings.of(bytes, 0, 7);
        assertThat(RecentStrings.of(bytes.clone(), 0, 7)).isSameAs(first);
    }

    @Test
    void of_bytesThatChangeLater_keepsThoseThatWereGiven() {
        byte[] bytes = {'a', 'b', 'c'};
        LuaString string = RecentStrings.of(bytes, 0, 3);
        bytes[0] = 'x';
        assertThat(LuaText.view(string)).isEqualTo("abc");
        assertThat(LuaText.view(RecentStrings.of(bytes, 0, 3))).isEqualTo("xbc");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransformationsTest {

    /** What transformations look at, next to all the other bytes. */
    private static final String SPECIAL = "%%++&&\\\\//..**--##''^,;(<>=!? \t\n\u00a0\u00c2\u0000[]0xXuU12abAB&lt;ff";

    static Stream<Transformation> all() {
        return Transformations.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void apply_withoutATrigger_isTheSameObject(Transformation transformation) {
        Random random = new Random(transformation.name().hashCode());
        int seen = 0;
        for (int round = 0; round < 20_000; round++) {
            Bytes value = random(random);
            if ((value.kinds() & transformation.triggers()) == 0) {
                seen++;
                assertThat(transformation.apply(value)).isSameAs(value);
            }
        }
        assertThat(seen > 0).isEqualTo((transformation.triggers() & ByteKinds.ANY) == 0);
    }

    @ParameterizedTest
    @MethodSource("all")
    void apply_resultEqualToTheValue_isTheSameObject(Transformation transformation) {
        Random random = new Random(transformation.name().hashCode());
        for (int round = 0; round < 20_000; round++) {
            Bytes value = random(random);
            Bytes result = transformation.apply(value);
            if (result.equals(value)) {
                assertThat(result).as("%s of %s", transformation.name(), value).isSameAs(value);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void apply_doesNotChangeTheValue(Transformation transformation) {
        Random random = new Random(transformation.name().hashCode());
        for (int round = 0; round < 1_000; round++) {
            Bytes value = random(random);
            String before = value.text();
            transformation.apply(value);
            assertThat(value.text()).isEqualTo(before);
        }
    }

    @Test
    void named_anyCase_isTheTransformation() {
        assertThat(Transformations.named("URLDECODEUNI")).isSameAs(Transformations.named("urlDecodeUni"));
        assertThat(Transformations.named("none")).isNull();
        assertThat(Transformations.named("rot13")).isNull();
    }

    @Test
    void urlDecodeUni_withAMap_takesItsBytes() {
        String file = "1252  (ANSI)\n2019:22\n\n20127 (US-ASCII)\n00a0:20 2019:27\n2032:27\n\n28591\n2019:60\n";
        UnicodeMap map = UnicodeMap.parse(file, 20127);
        Transformation mapped = Transformations.named("urldecodeuni", map);
        assertThat(mapped).isNotNull();
        assertThat(mapped.apply(Bytes.of("%u2019%u2032%u00a0%u0041%uff1c")).text())
                .isEqualTo("'' A<");
        assertThat(Transformations.named("lowercase", map)).isSameAs(Transformations.named("lowercase"));
    }

    @Test
    void parse_mapWithoutTheCodePage_isRefused() {
        assertThatThrownBy(() -> UnicodeMap.parse("1252 (ANSI)\n2019:22\n", 20127))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no code page 20127");
    }

    @Test
    void parse_brokenPair_isRefused() {
        assertThatThrownBy(() -> UnicodeMap.parse("20127\n2019:22 20zz:1\n", 20127))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20zz:1");
        assertThatThrownBy(() -> UnicodeMap.parse("20127\n2019:122\n", 20127))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Bytes random(Random random) {
        byte[] bytes = new byte[random.nextInt(13)];
        boolean plain = random.nextInt(3) == 0;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = plain
                    ? (byte) ("abcdefXYZ01239_:".charAt(random.nextInt(16)))
                    : random.nextInt(4) == 0
                            ? (byte) random.nextInt(256)
                            : (byte) SPECIAL.charAt(random.nextInt(SPECIAL.length()));
        }
        return Bytes.of(bytes);
    }
}

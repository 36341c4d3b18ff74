// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.waf.JsonVectors;
import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each transformation against its vectors, one file each: strings are ISO-8859-1 views. */
class TransformationVectorsTest {

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Transformations.all().map(this::test);
    }

    private DynamicTest test(Transformation transformation) {
        String name = transformation.name();
        return DynamicTest.dynamicTest(name, () -> {
            for (var vector : JsonVectors.resource(getClass(), name + ".json")) {
                Bytes input = Bytes.of((String) vector.get("input"));
                Bytes output = Bytes.of((String) vector.get("output"));
                assertThat(transformation.apply(input))
                        .as("%s of %s", name, vector)
                        .isEqualTo(output);
                Bytes within = within(input);
                assertThat(transformation.apply(within))
                        .as("%s in the middle of an array", vector)
                        .isEqualTo(output);
                if (output.equals(input)) {
                    assertThat(transformation.apply(input))
                            .as("%s as the same object", vector)
                            .isSameAs(input);
                }
            }
        });
    }

    /** The bytes with others around them that would go on with what the value begins. */
    private static Bytes within(Bytes input) {
        byte[] array = ("4\\%" + input.text() + "4141;*/-->").getBytes(StandardCharsets.ISO_8859_1);
        return Bytes.of(array, 3, 3 + input.length());
    }
}

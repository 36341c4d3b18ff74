// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.waf.JsonVectors;
import dev.resty.servlet.waf.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each operator against its vectors, one file each: strings are ISO-8859-1 views, {@code captured} begins with TX:0. */
class OperatorVectorsTest {

    private static final List<String> FILES = List.of(
            ("beginsWith contains containsWord detectSQLi detectXSS endsWith eq ge gt ipMatch ipMatchF ipMatchFromFile le lt"
                            + " noMatch pm pmf pmFromFile refused rx rxGlobal streq strmatch unanswered unconditionalMatch"
                            + " validateByteRange validateUrlEncoding validateUtf8Encoding verifyCC verifyCPF verifySSN"
                            + " verifySVNR within")
                    .split(" "));

    @TestFactory
    Stream<DynamicTest> vectors() {
        return FILES.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    for (Map<String, Object> vector : JsonVectors.resource(getClass(), name + ".json")) {
                        test((String) vector.getOrDefault("operator", name), vector);
                    }
                }));
    }

    private static void test(String name, Map<String, Object> vector) {
        String argument = (String) vector.get("argument");
        if (vector.containsKey("error")) {
            assertThatThrownBy(() -> Operators.named(name, argument, OperatorVectorsTest::read))
                    .as("%s", vector)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("@" + name + ": ")
                    .hasMessageContaining((String) vector.get("error"));
            return;
        }
        Operator operator = Operators.named(name, argument, OperatorVectorsTest::read);
        Bytes input = Bytes.of((String) vector.get("input"));
        Captures captures = new Captures(true);
        assertThat(operator.matches(input, captures)).as("%s %s", name, vector).isEqualTo(vector.get("matches"));
        assertThat(captures.captured())
                .as("what %s %s captures", name, vector)
                .isEqualTo(vector.getOrDefault("captured", List.of()));
        assertThat(operator.matches(within(input), new Captures(false)))
                .as("%s %s in the middle of an array", name, vector)
                .isEqualTo(vector.get("matches"));
        if (operator.indexed() instanceof Indexed.Phrases phrases
                && vector.get("matches").equals(true)) {
            assertThat(phrases.phrases().stream().anyMatch(phrase -> isIn(phrase, input, phrases.caseless())))
                    .as("what %s %s needs is in the value", name, vector)
                    .isTrue();
        }
    }

    private static boolean isIn(byte[] phrase, Bytes input, boolean caseless) {
        String text = Bytes.of(phrase).text();
        return caseless
                ? input.text().toLowerCase().contains(text.toLowerCase())
                : input.text().contains(text);
    }

    private static Bytes within(Bytes input) {
        byte[] array = new byte[input.length() + 8];
        Arrays.fill(array, (byte) '4');
        System.arraycopy(input.array(), input.from(), array, 3, input.length());
        return Bytes.of(array, 3, 3 + input.length());
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = OperatorVectorsTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new NoSuchFileException(name);
            }
            return in.readAllBytes();
        }
    }
}

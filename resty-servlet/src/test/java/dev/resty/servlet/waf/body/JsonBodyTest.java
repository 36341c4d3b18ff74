// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    private static List<String> read(String json) {
        Found found = Found.in("JSON", json);
        assertThat(found.error).isNull();
        return found.document();
    }

    private static String errorOf(String json) {
        String error = Found.in("JSON", json).error;
        assertThat(error).startsWith("JSON parsing error: ");
        return error.substring("JSON parsing error: ".length());
    }

    @Test
    void process_object_namesScalarsByTheirPath() {
        assertThat(read("{\"a\":1,\"b\":{\"c\":\"x\",\"d\":{\"e\":true}},\"f\":false,\"g\":null}"))
                .containsExactly("json.a=1", "json.b.c=x", "json.b.d.e=true", "json.f=false", "json.g=");
    }

    @Test
    void process_arrays_numberTheirElements() {
        assertThat(read("{\"items\":[{\"name\":1},{\"name\":2},3,[4,5],[]],\"z\":6}"))
                .containsExactly(
                        "json.items.array_0.name=1",
                        "json.items.array_1.name=2",
                        "json.items.array_2=3",
                        "json.items.array_3.array_0=4",
                        "json.items.array_3.array_1=5",
                        "json.z=6");
    }

    @Test
    void process_moreThanTenElements_writesAllDigits() {
        StringBuilder json = new StringBuilder("[0");
        for (int i = 1; i <= 100; i++) {
            json.append(',').append(i);
        }

        assertThat(read(json.append(']').toString()))
                .contains("json.array_9=9", "json.array_10=10", "json.array_99=99", "json.array_100=100")
                .hasSize(101);
    }

    @Test
    void process_emptyContainers_haveNoArguments() {
        assertThat(read("{}")).isEmpty();
        assertThat(read(" [ ] ")).isEmpty();
        assertThat(read("[{},[],{\"a\":{}}]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"12, 12", "\"a\", a", "true, true", "-1.50e+10, -1.50e+10", "0, 0"})
    void process_topLevelScalar_isNamedJson(String json, String value) {
        assertThat(read(json)).containsExactly("json=" + value);
    }

    @Test
    void process_repeatedAndEmptyKeys_areAllKept() {
        assertThat(read("{\"a\":1,\"a\":2,\"\":3,\"b\":{\"\":{\"\":4}}}"))
                .containsExactly("json.a=1", "json.a=2", "json.empty-key=3", "json.b.empty-key.empty-key=4");
    }

    @Test
    void process_escapes_becomeUtf8() {
        assertThat(read("{\"k\\u0041\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u00e9\\u20ac\\ud83d\\ude00\"}"))
                .containsExactly("json.kA=\"\\/\b\f\n\r\t\0"
                        + new String(
                                "\u00e9\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8),
                                StandardCharsets.ISO_8859_1));
    }

    @Test
    void process_loneSurrogates_dontEndTheString() {
        assertThat(read("[\"\\ud83dx\",\"\\ud83d\\u0041\",\"\\ude00\"]"))
                .containsExactly("json.array_0=?x", "json.array_1=?A", "json.array_2=\u00ed\u00b8\u0080");
    }

    @Test
    void process_utf8_staysAsItIs() {
        String text =
                new String("gr\u00fc\u00df \ud83d\ude00".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(read("{\"" + text + "\":\"" + text + "\"}")).containsExactly("json." + text + "=" + text);
    }

    @Test
    void process_manyEscapedKeysAndValues_keepTheirOwnBytes() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 900; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("\"k\\n")
                    .append(i)
                    .append("\":\"")
                    .append("v\\t".repeat(20))
                    .append(i)
                    .append('"');
        }
        List<String> read = read(json.append('}').toString());

        for (int i = 0; i < 900; i++) {
            assertThat(read.get(i)).isEqualTo("json.k\n" + i + "=" + "v\t".repeat(20) + i);
        }
    }

    @Test
    void process_nothing_isNoError() {
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a | lexical error: invalid char in json text.",
                "` ` | parse error: premature EOF",
                "{ | parse error: premature EOF",
                "{\"a\":1 | parse error: premature EOF",
                "[\"a | parse error: premature EOF",
                "[tru | parse error: premature EOF",
                "[- | parse error: premature EOF",
                "[trux] | lexical error: invalid string in json text.",
                "[1 2] | parse error: after array element, I expect ',' or ']'",
                "[01] | parse error: after array element, I expect ',' or ']'",
                "[1}  | parse error: after array element, I expect ',' or ']'",
                "{\"a\":1 \"b\":2} | parse error: after key and value, inside map, I expect ',' or '}'",
                "{\"a\" 1} | parse error: object key and value must be separated by a colon (':')",
                "{a:1} | parse error: invalid object key (must be a string)",
                "{\"a\":1,} | parse error: invalid object key (must be a string)",
                "[1,] | parse error: unallowed token at this point in JSON text",
                "] | parse error: unallowed token at this point in JSON text",
                "{} {} | parse error: trailing garbage",
                "1,2 | parse error: trailing garbage",
                "[1.] | lexical error: malformed number, a digit is required after the decimal point.",
                "[1e+] | lexical error: malformed number, a digit is required after the exponent.",
                "[-a] | lexical error: malformed number, a digit is required after the minus sign.",
                "[/* */1] | lexical error: probable comment found in input text, comments are not enabled.",
            })
    void process_notJson_isTheParsersError(String json, String error) {
        assertThat(errorOf(json)).isEqualTo(error);
    }

    @Test
    void process_error_keepsWhatCouldBeRead() {
        Found found = Found.in("JSON", "{\"a\":1,\"b\":[2,3}");

        assertThat(found.document()).containsExactly("json.a=1", "json.b.array_0=2", "json.b.array_1=3");
        assertThat(found.error).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"\\x\",1]", "[\"\u0001\",1]", "[\"\\u00g0\",1]", "[\"\u00ff\",1]", "[\"\u00c3(\",1]"})
    void process_oddString_isAnErrorButTheRestIsRead(String json) {
        Found found = Found.in("JSON", json);

        assertThat(found.error).startsWith("JSON parsing error: lexical error: in");
        assertThat(found.document()).hasSize(2).contains("json.array_1=1");
    }

    @Test
    void process_byteOrderMark_isAnErrorButTheRestIsRead() {
        Found found = Found.in("JSON", "\u00ef\u00bb\u00bf{\"a\":1}");

        assertThat(found.error).isEqualTo("JSON parsing error: lexical error: invalid char in json text.");
        assertThat(found.document()).containsExactly("json.a=1");
    }

    @Test
    void process_depth_isBounded() {
        BodyLimits limits = Found.limits(1000, 3, '&');

        assertThat(Found.in("JSON", "[[[1]]]", "", true, limits).error).isNull();
        assertThat(Found.in("JSON", "[[[[1]]]]", "", true, limits).error)
                .isEqualTo("JSON parsing error: parsing depth limit exceeded");
    }

    @Test
    void process_arguments_areBounded() {
        Found found = Found.in("JSON", "[1,2,3]", "", true, Found.limits(2, 512, '&'));

        assertThat(found.document()).containsExactly("json.array_0=1", "json.array_1=2");
        assertThat(found.error).isEqualTo("JSON parsing error: More than 2 JSON keys");
    }

    @Test
    void process_cutAtALimit_isNoErrorAndKeepsTheLastString() {
        Found found = Found.in("JSON", "{\"a\":1,\"b\":\"x\\n<scr", "", false, BodyLimits.DEFAULT);

        assertThat(found.error).isNull();
        assertThat(found.document()).containsExactly("json.a=1", "json.b=x\n<scr");
    }

    @Test
    void process_cutAtALimitButWrongBefore_isAnError() {
        assertThat(Found.in("JSON", "{\"a\":1,b", "", false, BodyLimits.DEFAULT).error)
                .isNotNull();
        assertThat(Found.in("JSON", "{\"a\":\"\\q\"", "", false, BodyLimits.DEFAULT).error)
                .isNotNull();
    }

    @Test
    void process_longPathsOfAShortBody_areBounded() {
        StringBuilder json = new StringBuilder("{\"").append("k".repeat(60_000)).append("\":[");
        json.append("1,".repeat(5_000)).append("1]}");
        Found found = Found.in("JSON", json.toString(), "", true, Found.limits(100_000, 512, '&'));

        assertThat(found.error).isEqualTo("JSON parsing error: names too long");
        assertThat(found.document().size()).isBetween(40, 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c0\u00bcscript",
                "\u00c1\u00bf",
                "\u00e0\u0080\u00bc",
                "\u00f0\u0080\u0080\u00bc",
                "\u00ed\u00a0\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080"
            })
    void process_moreBytesThanUtf8Needs_orNoCharacter_isAnError(String bytes) {
        Found found = Found.in("JSON", "{\"a\":\"" + bytes + "\",\"b\":1}");

        assertThat(found.error).isEqualTo("JSON parsing error: lexical error: invalid bytes in UTF8 string.");
        assertThat(found.document()).containsExactly("json.a=" + bytes, "json.b=1");
    }
}

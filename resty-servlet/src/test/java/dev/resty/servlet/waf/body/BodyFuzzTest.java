// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of which nothing is certain: cut anywhere, mutated, random, and made to be expensive. */
class BodyFuzzTest {

    private static final String TYPE = "multipart/form-data; boundary=\"b1\"";

    /** Bounds a hang only; what is measured takes milliseconds. */
    private static final Duration HANG = Duration.ofSeconds(20);

    private static final BodyLimits WIDE =
            new BodyLimits(1_000_000, 100_000, 100, (byte) '&', Integer.MAX_VALUE, BodyLimits.XmlArguments.ON);

    private static String sample(String processor) {
        return switch (processor) {
            case "URLENCODED" -> "a=1&b=%41+%zz&=c&&d%3d=%%%";
            case "MULTIPART" ->
                "--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nline\r\n\r\n--b2\r\n--b1\r\n"
                        + "Content-Disposition: form-data;\r\n name='f'; filename=\"x\\\"y\"; filename*=UTF-8''%41\r\nX: y\n\r\n"
                        + "\0\1\r\n--b1--\r\nafter";
            case "JSON" ->
                "{\"a\":[1,-2.5e+3,{\"b\\u00e9\":\"x\\n\\ud83d\\ude00\u00c3\u00a4\"},[],{}],\"\":null,\"c\":true} ";
            default ->
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE a [<!ENTITY e \"v\">]><a x='&lt;'>&e;<!-- c -->"
                        + "<b:c><![CDATA[d]]></b:c><?p i?>&#228;</a>\n";
        };
    }

    /** Processes a body; a failure names it. */
    private static Found process(String processor, byte[] body, boolean whole) {
        try {
            return Found.in(processor, body, TYPE, whole, BodyLimits.DEFAULT);
        } catch (RuntimeException e) {
            throw new AssertionError(processor + ": " + new String(body, StandardCharsets.ISO_8859_1), e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"URLENCODED", "MULTIPART", "JSON", "XML"})
    void process_cutAtAnyByte_neverThrows(String processor) {
        byte[] body = sample(processor).getBytes(StandardCharsets.ISO_8859_1);
        for (int to = 0; to <= body.length; to++) {
            byte[] cut = Arrays.copyOf(body, to);
            process(processor, cut, true);
            process(processor, cut, false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"URLENCODED", "MULTIPART", "JSON", "XML"})
    void process_cutAtAnyByteAtALimit_isNoErrorOfItsOwn(String processor) {
        String whole = processor.equals("MULTIPART")
                ? "--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nline\r\n\r\n--b1--\r\n"
                : sample(processor);
        byte[] body = whole.getBytes(StandardCharsets.ISO_8859_1);
        for (int to = 0; to <= body.length; to++) {
            Found found = process(processor, Arrays.copyOf(body, to), false);
            assertThat(found.error).as("cut at %s", to).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"URLENCODED", "MULTIPART", "JSON", "XML"})
    void process_mutatedBodies_neverThrow(String processor) {
        Random random = new Random(5);
        byte[] sample = sample(processor).getBytes(StandardCharsets.ISO_8859_1);
        byte[] likely = "\"\\{}[]:,<>&;%=+-'/?!\r\n \tb1u0e\0\u00ff\u0080".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 2_000; i++) {
            byte[] body = sample.clone();
            int changes = 1 + random.nextInt(6);
            for (int c = 0; c < changes; c++) {
                int at = random.nextInt(body.length);
                if (random.nextInt(4) == 0) {
                    System.arraycopy(sample, 0, body, at, Math.min(sample.length, body.length - at));
                } else {
                    body[at] = likely[random.nextInt(likely.length)];
                }
            }
            process(processor, body, random.nextBoolean());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"URLENCODED", "MULTIPART", "JSON", "XML"})
    void process_randomBytes_neverThrow(String processor) {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            process(processor, body, random.nextBoolean());
        }
    }

    @Test
    void parse_randomTargetsCookiesAndContentTypes_neverThrow() {
        Random random = new Random(11);
        byte[] likely = "/?#;:=%&+ \\\"'.*a1".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(30)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = likely[random.nextInt(likely.length)];
            }
            Bytes text = Bytes.of(bytes);
            String type = "multipart/form-data;boundary=" + text;
            assertThatCode(() -> {
                        RequestTarget.of(text);
                        Cookies.parse(text, new Found());
                        Found.in("MULTIPART", "--a\r\n", type, true, BodyLimits.DEFAULT);
                        Found.in(
                                "MULTIPART",
                                "--b1\r\nContent-Disposition: form-data; name=" + text + "\r\n\r\nx\r\n--b1--",
                                TYPE,
                                true,
                                BodyLimits.DEFAULT);
                    })
                    .as(text.text())
                    .doesNotThrowAnyException();
        }
    }

    private static Found timed(String processor, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return Assertions.assertTimeoutPreemptively(HANG, () -> Found.in(processor, bytes, type, true, WIDE));
    }

    @Test
    void process_hostileMultipart_isReadInLinearTime() {
        String boundary = "-".repeat(900);
        timed("MULTIPART", "multipart/form-data; boundary=" + boundary, ("x" + "-".repeat(899) + "\r\n").repeat(4_000));
        timed(
                "MULTIPART",
                "multipart/form-data; boundary=" + boundary,
                ("--" + "-".repeat(899) + "x\r\n").repeat(4_000));
        timed("MULTIPART", TYPE, "--b1\r\n".repeat(200_000));
        timed("MULTIPART", TYPE, "\n".repeat(800_000));
        String part = "--b1\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
        assertThat(timed("MULTIPART", TYPE, part.repeat(10_000) + "--b1--").arguments())
                .hasSize(10_000);
        timed("MULTIPART", TYPE, part + "--b1".repeat(200_000));
        StringBuilder headers = new StringBuilder("--b1\r\n");
        for (int i = 0; i < 40_000; i++) {
            headers.append('h').append(i).append(":\r\n");
        }
        timed("MULTIPART", TYPE, headers.toString());
    }

    @Test
    void process_hostileJson_isReadInLinearTime() {
        timed("JSON", "", "[".repeat(200_000));
        timed("JSON", "", "{\"a\":".repeat(18_000) + "1");
        timed("JSON", "", "[" + "[],".repeat(200_000));
        timed("JSON", "", "\"" + "\\u0041".repeat(100_000) + "\"");
        timed("JSON", "", "{\"" + "\\n".repeat(100_000) + "\":[" + "1,".repeat(100_000));
        timed("JSON", "", "[" + "\"\\n\",".repeat(100_000));
    }

    @Test
    void process_hostileXml_isReadInLinearTime() {
        StringBuilder attributes = new StringBuilder("<a");
        for (int i = 0; i < 20_000; i++) {
            attributes.append(" a").append(i).append("=''");
        }
        timed("XML", "", attributes.append("/>").toString());
        timed("XML", "", "<a>".repeat(100_000));
        timed("XML", "", "<r>" + "<a/>".repeat(60_000) + "</r>");
        timed("XML", "", "<r>" + "<a>x</a>".repeat(40_000) + "</r>");
        timed("XML", "", "<r>" + "&amp;".repeat(80_000) + "</r>");
        timed("XML", "", "<r>" + "]\r\1".repeat(80_000) + "</r>");
        timed("XML", "", "<r>" + "<!-- -- -->".repeat(20_000) + "<!--" + "-".repeat(200_000));
        timed("XML", "", "<r>" + "<![CDATA[]".repeat(60_000));
        timed("XML", "", "<" + "a".repeat(200_000));
        timed("XML", "", "<!DOCTYPE a [" + "<!ENTITY a 'b'>".repeat(20_000));
        timed("XML", "", "<!DOCTYPE a [<!ENTITY a '" + "x".repeat(1_000) + "'>]><r b='" + "&a;".repeat(20_000) + "'/>");
        timed("XML", "", "<!DOCTYPE a [<!ELEMENT a " + "(".repeat(100_000));
    }

    @Test
    void process_hostileForm_isReadInLinearTime() {
        List<String> arguments = timed("URLENCODED", "", "&".repeat(200_000)).arguments();

        assertThat(arguments).hasSize(200_000);
        timed("URLENCODED", "", "%".repeat(800_000));
        timed("URLENCODED", "", "%41=%41&".repeat(40_000));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * libinjection's own test vectors, which aren't in this repository: {@code -Dlibinjection.tests=DIR} names the directory with
 * them. A file has a title, an input and what's expected, each after a line of its own.
 */
class LibinjectionVectorsTest {

    private static final String PROPERTY = "libinjection.tests";

    private record Vector(String input, String expected) {

        static Vector read(Path file) {
            try {
                String text = Files.readString(file, ISO_8859_1);
                int input = text.indexOf("--INPUT--\n");
                int expected = text.indexOf("--EXPECTED--\n");
                return new Vector(
                        text.substring(input + 10, expected).stripTrailing(),
                        text.substring(expected + 13).stripTrailing());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> tokens() throws IOException {
        return vectors("test-tokens-", LibinjectionVectorsTest::tokens);
    }

    @TestFactory
    Stream<DynamicTest> folding() throws IOException {
        return vectors("test-folding-", LibinjectionVectorsTest::foldedTokens);
    }

    @TestFactory
    Stream<DynamicTest> fingerprints() throws IOException {
        return vectors("test-sqli-", input -> {
            String fingerprint = SqlInjection.fingerprint(input, 0, input.length);
            return fingerprint == null ? "" : fingerprint;
        });
    }

    @TestFactory
    Stream<DynamicTest> html() throws IOException {
        return vectors("test-html5-", LibinjectionVectorsTest::htmlTokens);
    }

    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        return vectors("test-xss-", input -> ScriptInjection.isAttack(input, 0, input.length) ? "1" : "0");
    }

    private static Stream<DynamicTest> vectors(String kind, Function<byte[], String> actual) throws IOException {
        String directory = System.getProperty(PROPERTY);
        Assumptions.assumeTrue(directory != null && !directory.isEmpty(), () -> "-D" + PROPERTY + " isn't given");
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            List<Path> wanted = files.filter(
                            file -> file.getFileName().toString().startsWith(kind))
                    .sorted()
                    .toList();
            return wanted.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                        Vector vector = Vector.read(file);
                        assertThat(actual.apply(vector.input.getBytes(ISO_8859_1))
                                        .stripTrailing())
                                .isEqualTo(vector.expected);
                    }));
        }
    }

    private static String tokens(byte[] input) {
        SqlScanner scanner = new SqlScanner();
        scanner.start(input, 0, input.length, (byte) 0, false);
        SqlToken token = new SqlToken();
        StringBuilder text = new StringBuilder();
        while (scanner.next(token)) {
            append(text, token, input);
        }
        return text.toString();
    }

    private static String foldedTokens(byte[] input) {
        SqlScanner scanner = new SqlScanner();
        scanner.start(input, 0, input.length, (byte) 0, false);
        SqlFolding folding = new SqlFolding(scanner);
        StringBuilder text = new StringBuilder();
        int size = folding.fold();
        for (int i = 0; i < size; i++) {
            append(text, folding.token(i), input);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, SqlToken token, byte[] input) {
        boolean quoted = token.type == SqlType.STRING || token.type == SqlType.VARIABLE;
        text.append((char) token.type).append(' ');
        if (token.type == SqlType.VARIABLE) {
            text.append("@".repeat(token.ats));
        }
        text.append(quoted ? quote(token.opened) : "");
        byte[] bytes = new byte[SqlToken.LIMIT];
        text.append(new String(bytes, 0, token.copyText(input, bytes, 0), ISO_8859_1));
        text.append(quoted ? quote(token.closed) : "").append('\n');
    }

    private static String quote(byte quote) {
        return quote == 0 ? "" : String.valueOf((char) quote);
    }

    private static String htmlTokens(byte[] input) {
        HtmlScanner scanner = new HtmlScanner();
        scanner.start(input, 0, input.length, HtmlScanner.Context.TEXT);
        StringBuilder text = new StringBuilder();
        while (scanner.next()) {
            text.append(name(scanner.token))
                    .append(',')
                    .append(scanner.end - scanner.start)
                    .append(',')
                    .append(new String(Arrays.copyOfRange(input, scanner.start, scanner.end), ISO_8859_1))
                    .append('\n');
        }
        return text.toString();
    }

    private static @Nullable String name(HtmlScanner.Token token) {
        return switch (token) {
            case TEXT -> "DATA_TEXT";
            case TAG_NAME -> "TAG_NAME_OPEN";
            case TAG_END -> "TAG_NAME_CLOSE";
            case EMPTY_TAG_END -> "TAG_NAME_SELFCLOSE";
            case CLOSING_TAG -> "TAG_CLOSE";
            case ATTRIBUTE_NAME -> "ATTR_NAME";
            case ATTRIBUTE_VALUE -> "ATTR_VALUE";
            case COMMENT -> "TAG_COMMENT";
            case DOCTYPE -> "DOCTYPE";
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.waf.body.BodySink.Flag;
import dev.resty.servlet.waf.body.BodySink.Part;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartBodyTest {

    private static final String TYPE = "multipart/form-data; boundary=b1";

    private static final String FIELD = "Content-Disposition: form-data; name=\"f\"\r\n\r\nv\r\n";

    private static Found read(String body) {
        return read(TYPE, body);
    }

    private static Found read(String type, String body) {
        return Found.in("MULTIPART", body, type, true, BodyLimits.DEFAULT);
    }

    /** A body of one part with these headers and content. */
    private static String part(String headers, String content) {
        return "--b1\r\n" + headers + "\r\n\r\n" + content + "\r\n--b1--\r\n";
    }

    private static Found disposition(String value) {
        return read(part("Content-Disposition: " + value, "v"));
    }

    private static void assertClean(Found found) {
        assertThat(found.error).isNull();
        assertThat(found.flags).isEmpty();
    }

    private static void assertStrict(Found found, Flag flag) {
        assertThat(found.error).isNull();
        assertThat(found.flags).isEqualTo(Map.of(flag, 1, Flag.MULTIPART_STRICT_ERROR, 1));
    }

    @Test
    void process_fieldsAndFiles_fillTheirCollections() {
        Found found = read("--b1\r\n" + FIELD + "--b1\r\n"
                + "Content-Disposition: form-data; name=\"doc\"; filename=\"a b.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                + "line 1\r\nline 2\n\r\n--b1--\r\n");

        assertClean(found);
        assertThat(found.arguments()).containsExactly("f=v");
        assertThat(found.of(Part.FILE)).containsExactly("doc=a b.txt");
        assertThat(found.of(Part.FILE_SIZE)).containsExactly("doc=15");
        assertThat(found.of(Part.FILE_CONTENT)).containsExactly("doc=line 1\r\nline 2\n");
        assertThat(found.of(Part.MULTIPART_NAME)).containsExactly("f=f", "doc=doc");
        assertThat(found.of(Part.MULTIPART_FILENAME)).containsExactly("a b.txt=a b.txt");
        assertThat(found.of(Part.PART_HEADER))
                .containsExactly(
                        "f=Content-Disposition: form-data; name=\"f\"",
                        "doc=Content-Disposition: form-data; name=\"doc\"; filename=\"a b.txt\"",
                        "doc=Content-Type: text/plain");
    }

    @Test
    void process_finalBoundaryWithoutLineEnd_isClean() {
        Found found = read("--b1\r\n" + FIELD + "--b1--");

        assertClean(found);
        assertThat(found.arguments()).containsExactly("f=v");
    }

    @Test
    void process_emptyContent_needsItsOwnLineEnd() {
        assertThat(read(part("Content-Disposition: form-data; name=f", "")).arguments())
                .containsExactly("f=");

        Found found = read("--b1\r\nContent-Disposition: form-data; name=f\r\n\r\n--b1--");
        assertStrict(found, Flag.MULTIPART_INVALID_PART);
        assertThat(found.arguments()).containsExactly("f=");
    }

    @Test
    void process_boundaryWhereContentShouldBegin_isContentOfAnInvalidPart() {
        Found found = read("--b1\r\nContent-Disposition: form-data; name=f\r\n\r\n--b1\r\nx\r\n--b1--");

        assertStrict(found, Flag.MULTIPART_INVALID_PART);
        assertThat(found.arguments()).containsExactly("f=--b1\r\nx");
    }

    @Test
    void process_emptyBody_isNoError() {
        assertClean(read(""));
    }

    @Test
    void process_dataBeforeAndAfter_raisesFlags() {
        assertStrict(
                read("before\r\n" + part("Content-Disposition: form-data; name=f", "v")), Flag.MULTIPART_DATA_BEFORE);
        assertStrict(read(part("Content-Disposition: form-data; name=f", "v") + "x"), Flag.MULTIPART_DATA_AFTER);
    }

    @Test
    void process_lineFeedsOnly_raiseLfLine() {
        Found found = read("--b1\nContent-Disposition: form-data; name=f\n\nv\n--b1--\n");

        assertStrict(found, Flag.MULTIPART_LF_LINE);
        assertThat(found.arguments()).containsExactly("f=v");
    }

    @Test
    void process_mixedLineEnds_raiseCrlfLfLines() {
        Found found = read("--b1\r\n" + FIELD + "--b1--\n");

        assertThat(found.flags)
                .isEqualTo(Map.of(
                        Flag.MULTIPART_LF_LINE, 1, Flag.MULTIPART_CRLF_LF_LINES, 1, Flag.MULTIPART_STRICT_ERROR, 1));
    }

    @Test
    void process_lineFeedBeforeABoundary_raisesLfLine() {
        Found found = read("--b1\r\nContent-Disposition: form-data; name=f\r\n\r\nv\n--b1--\r\n");

        assertThat(found.flags).containsKey(Flag.MULTIPART_LF_LINE);
        assertThat(found.arguments()).containsExactly("f=v");
        assertThat(read(part("Content-Disposition: form-data; name=f", "v\nw")).flags)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--b2", "--", "x--b1", "---b1"})
    void process_whatLooksLikeABoundary_isUnmatchedUntilOneMatches(String line) {
        String before = "--b1\r\nContent-Disposition: form-data; name=f\r\n\r\n";

        assertThat(read(before + line + "\r\n--b1--").flags).isEqualTo(Map.of(Flag.MULTIPART_UNMATCHED_BOUNDARY, 1));
        assertThat(read(before + line + "\r\n--b1--\r\n").flags)
                .isEqualTo(Map.of(Flag.MULTIPART_UNMATCHED_BOUNDARY, 2));
        assertThat(read(before + line + "\r\n--b1--").arguments()).containsExactly("f=" + line);
    }

    @Test
    void process_foldedHeaders_areJoinedAndFlagged() {
        Found found = read(part("Content-Disposition: form-data;\r\n \tname=f\r\nX-Y: 1", "v"));

        assertStrict(found, Flag.MULTIPART_HEADER_FOLDING);
        assertThat(found.arguments()).containsExactly("f=v");
        assertThat(found.of(Part.PART_HEADER)).containsExactly("f=Content-Disposition: form-data; name=f", "f=X-Y: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u000b", "\u000c ", " \r"})
    void process_foldingByOtherSpace_isInvalid(String space) {
        Found found = read(part("Content-Disposition: form-data;\r\n" + space + "name=f", "v"));

        assertThat(found.flags)
                .isEqualTo(Map.of(
                        Flag.MULTIPART_HEADER_FOLDING, 1,
                        Flag.MULTIPART_INVALID_HEADER_FOLDING, 1,
                        Flag.MULTIPART_STRICT_ERROR, 1));
        assertThat(found.arguments()).containsExactly("f=v");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "form-data; name=\"a\"; filename=\"b\" | a | b",
                "form-data;name=a;filename=b | a | b",
                "form-data; name=\"a\\\"b\\\\c\\d\" | a\"b\\c\\d |",
                "form-data; name = \"a\" ; | a |",
                "form-data; name=\"a\"; filename=\"\" | a |",
                "form-data; name=\"a'b\"; filename=\"c;d\" | a'b | c;d",
                "form-data; name=a; filename=b; filename*=UTF-8''%e2%82%ac.txt | a | b",
                "form-data; name=a; filename=b; filename*=iso-8859-1'en'x; | a | b",
            })
    void process_contentDisposition_givesNames(String value, String name, String filename) {
        Found found = disposition(value);

        assertClean(found);
        if (filename == null) {
            assertThat(found.arguments()).containsExactly(name + "=v");
        } else {
            assertThat(found.of(Part.FILE)).containsExactly(name + "=" + filename);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "attachment; name=a | -1",
                "Form-Data; name=a | -1",
                "form-data name=a | -2",
                "form-data; | -",
                "form-data; name=a; x| -4",
                "form-data; x | -4",
                "form-data; x=1; name=a | -11",
                "form-data; name=\"a | -10",
                "form-data; name=\" | -7",
                "form-data; name=\"a\\ | -8",
                "form-data; name=\"a\"b | -12",
                "form-data; name=a b | -12",
                "form-data; na me=a | -13",
                "form-data; name=a; name=b | -14",
                "form-data; name=a; filename=b; filename=c | -15",
                "form-data; name=a; filename*=''b | -16",
                "form-data; name=a; filename*=UTF-8'b | -17",
                "form-data; name=a; filename*=UTF-8''%4 | -18",
                "form-data; name=a; filename*=UTF-8''a b | -19",
                "form-data; name=a; filename*=U''a; filename*=U''b | -20",
                "form-data; name=a; filename*=UTF-8''b | -21",
            })
    void process_invalidContentDisposition_isAnErrorWithItsNumber(String value, String number) {
        Found found = disposition(value);

        assertThat(found.error)
                .isEqualTo(
                        number.equals("-")
                                ? "Multipart parsing error: Multipart: Content-Disposition header missing name field."
                                : "Multipart parsing error: Multipart: Invalid Content-Disposition header (" + number
                                        + "): " + value + ".");
        assertThat(found.flags).containsEntry(Flag.MULTIPART_STRICT_ERROR, 1);
        assertThat(found.arguments()).isEmpty();
    }

    @Test
    void process_singleQuotes_raiseInvalidQuoting() {
        Found found = disposition("form-data; name='a b'");

        assertStrict(found, Flag.MULTIPART_INVALID_QUOTING);
        assertThat(found.arguments()).containsExactly("a b=v");
        assertStrict(disposition("form-data; name=a'b"), Flag.MULTIPART_INVALID_QUOTING);
        assertThat(disposition("form-data; name=\"a\"b").flags).containsKey(Flag.MULTIPART_INVALID_QUOTING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X-Y: 1 | Part missing Content-Disposition header.",
                "X-Y | Invalid part header (colon missing): X-Y",
                ": 1 | Invalid part header (header name missing).",
                "X Y: 1 | Invalid part header (contains invalid character).",
                "` a` | Invalid part header (folding error).",
                "Content-Disposition: form-data | Content-Disposition header missing name field.",
                "Content-Disposition: form-data; name=a; filename =b | Invalid Content-Disposition header (filename).",
                "--b1 | Invalid part header (colon missing): --b1",
            })
    void process_invalidPartHeader_isAnError(String headers, String message) {
        Found found = read(part(headers, "v"));

        assertThat(found.error).isEqualTo("Multipart parsing error: Multipart: " + message);
        assertThat(found.flags).containsEntry(Flag.MULTIPART_STRICT_ERROR, 1);
    }

    @Test
    void process_headerGivenTwice_isAnError() {
        assertThat(read(part("Content-Disposition: form-data; name=a\r\ncontent-disposition: form-data; name=b", "v"))
                        .error)
                .isEqualTo("Multipart parsing error: Multipart: Duplicate part header: content-disposition.");
    }

    @Test
    void process_nulInHeaders_isAnError() {
        assertThat(read(part("Content-Disposition: form-data; name=a\0", "v")).error)
                .isEqualTo("Multipart parsing error: Multipart: Nul byte in part headers.");
    }

    @Test
    void process_longHeaders_areErrors() {
        String longest = "X: " + "x".repeat(4096 - 6) + "\r\nContent-Disposition: form-data; name=f";

        assertClean(read(part(longest, "v")));
        assertThat(read(part("X" + longest, "v")).error)
                .isEqualTo("Multipart parsing error: Multipart: Part header line over 4096 bytes long");
        assertThat(read(part("A: 1" + ("\r\n " + "x".repeat(1000)).repeat(5), "v")).error)
                .isEqualTo("Multipart parsing error: Multipart: Part header too long.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | Content-Type header not available.",
                "multipart/mixed; boundary=b1 | Invalid MIME type.",
                "multipart/form-data; boundary=b1; boundary=b2 | Multiple boundary parameters in C-T.",
                "multipart/form-data; boundary=b1; BOUNDARY=b2 | Multiple boundary parameters in C-T.",
                "multipart/form-data; Boundary=b1 | Invalid boundary in C-T (case sensitivity).",
                "multipart/form-data | Boundary not found in C-T.",
                "multipart/form-data; charset=x; boundary=b1 | Invalid boundary in C-T (malformed).",
                "multipart/form-data; boundary | Invalid boundary in C-T (malformed).",
                "multipart/form-data; boundaryx=b1 | Invalid boundary in C-T (parameter name).",
                "multipart/form-data; boundary=\"b1 | Invalid boundary in C-T (quote).",
                "multipart/form-data; boundary=b1\" | Invalid boundary in C-T (quote).",
                "multipart/form-data; boundary=b1* | Invalid boundary in C-T (characters).",
                "`multipart/form-data; boundary=b1 ` | Invalid boundary in C-T (characters).",
                "multipart/form-data; boundary= | Invalid boundary in C-T (empty).",
                "multipart/form-data; boundary=\"\" | Invalid boundary in C-T (empty).",
            })
    void process_invalidContentType_isAnError(String type, String message) {
        Found found = read(type, "--b1\r\n" + FIELD + "--b1--");

        assertThat(found.error).isEqualTo("Multipart parsing error: Multipart: " + message);
        assertThat(found.flags).containsEntry(Flag.MULTIPART_STRICT_ERROR, 1);
        assertThat(found.arguments()).isEmpty();
    }

    @Test
    void process_longContentType_isAnError() {
        assertThat(read(TYPE + "x".repeat(1024), "").error)
                .isEqualTo("Multipart parsing error: Multipart: Invalid boundary in C-T (length).");
    }

    @Test
    void process_oddContentType_raisesFlags() {
        String body = "--b1\r\n" + FIELD + "--b1--";

        assertStrict(read("Multipart/Form-Data; boundary=\"b1\"", body), Flag.MULTIPART_BOUNDARY_QUOTED);
        assertStrict(read("multipart/form-data; boundary =b1", body), Flag.MULTIPART_BOUNDARY_WHITESPACE);
        assertStrict(read("multipart/form-data boundary=b1", body), Flag.MULTIPART_SEMICOLON_MISSING);
        assertClean(read("multipart/form-data; boundary=b1; charset=utf-8", body));
        assertThat(read("multipart/form-data; boundary= b1", "-- b1\r\n" + FIELD + "-- b1--").flags)
                .containsKey(Flag.MULTIPART_BOUNDARY_WHITESPACE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--b1x | Invalid boundary: --b1x",
                "--b1-- | Invalid boundary: --b1-- ",
                "-- b1 | Invalid boundary (whitespace).",
            })
    void process_boundaryThatIsntQuiteOne_isAnError(String line, String message) {
        String odd = line.equals("--b1--") ? line + " " : line;
        Found found = read("--b1\r\n" + FIELD + odd + "\r\n--b1--");

        assertThat(found.error).startsWith("Multipart parsing error: Multipart: " + message);
        assertThat(found.flags).containsEntry(Flag.MULTIPART_STRICT_ERROR, 1);
    }

    @Test
    void process_quotedBoundaryInTheBody_isAnError() {
        assertThat(read("multipart/form-data; boundary=\"b1\"", "--\"b1\"\r\n" + FIELD + "--\"b1\"--").error)
                .isEqualTo("Multipart parsing error: Multipart: Invalid boundary (quotes).");
    }

    @Test
    void process_finalBoundaryMissing_isAnErrorThatKeepsWhatIsThere() {
        Found found = read("--b1\r\n" + FIELD + "--b1\r\nContent-Disposition: form-data; name=g\r\n\r\nw");

        assertThat(found.error).isEqualTo("Multipart parsing error: Multipart: Final boundary missing.");
        assertThat(found.flags).isEmpty();
        assertThat(found.arguments()).containsExactly("f=v", "g=w");
    }

    @Test
    void process_noBoundary_isAnError() {
        assertThat(read("a\r\nb").error)
                .isEqualTo("Multipart parsing error: Multipart: No boundaries found in payload.");
    }

    @Test
    void process_cutAtALimit_isNoErrorForThat() {
        Found found = Found.in(
                "MULTIPART",
                "--b1\r\n" + FIELD + "--b1\r\nContent-Disposition: form-data; name=g\r\n\r\nw",
                TYPE,
                false,
                BodyLimits.DEFAULT);

        assertClean(found);
        assertThat(found.arguments()).containsExactly("f=v", "g=w");
    }

    @Test
    void process_fieldsBeyondTheArgumentLimit_areAnError() {
        Found found = Found.in(
                "MULTIPART", "--b1\r\n" + FIELD + "--b1\r\n" + FIELD + "--b1--", TYPE, true, Found.limits(1, 9, '&'));

        assertThat(found.arguments()).containsExactly("f=v");
        assertThat(found.error).isEqualTo("SecArgumentsLimit exceeded");
    }

    @Test
    void process_moreFilesThanTheLimit_raisesTheFlagAndKeepsThem() {
        String file = "--b1\r\nContent-Disposition: form-data; name=f; filename=g\r\n\r\nv\r\n";
        Found found = read(file.repeat(101) + "--b1--");

        assertStrict(found, Flag.MULTIPART_FILE_LIMIT_EXCEEDED);
        assertThat(found.of(Part.FILE)).hasSize(101);
        assertClean(read(file.repeat(100) + "--b1--"));
    }

    @Test
    void process_filesDontCountAsWhatIsntFiles() {
        BodyLimits limits = new BodyLimits(9, 9, 9, (byte) '&', 100, BodyLimits.XmlArguments.OFF);
        String file = part("Content-Disposition: form-data; name=f; filename=g", "x".repeat(200));

        assertClean(Found.in("MULTIPART", file, TYPE, true, limits));
        Found field = Found.in("MULTIPART", file.replace("filename=g", ""), TYPE, true, limits);
        assertThat(field.error)
                .startsWith("Multipart parsing error: Multipart: Invalid Content-Disposition header (-3)");
        field = Found.in("MULTIPART", file.replace("; filename=g", ""), TYPE, true, limits);
        assertThat(field.error).isEqualTo(BodyLimits.TOO_LONG);
        assertThat(field.flags).isEqualTo(Map.of(Flag.INBOUND_DATA_ERROR, 1));
        assertThat(field.arguments()).hasSize(1);
    }
}

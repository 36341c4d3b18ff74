// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptInjectionTest {

    private static final String[] PIECES = {
        "<",
        ">",
        "/>",
        "</",
        "<a ",
        "</a ",
        "<script",
        "<svg",
        "<!--",
        "--",
        "-\0!>",
        "-->",
        "<![CDATA[",
        "]]",
        ">",
        "<?",
        "<%",
        "%>",
        "<!doctype",
        "onload",
        "=",
        "href=",
        "style",
        "attributename=",
        "\"",
        "'",
        "`",
        "javascript:",
        "&#x6a;ava",
        "&#",
        "&#x",
        "&",
        "data:",
        "xmlns",
        " ",
        "\n",
        "\0",
        "/",
        "x",
        "import",
        "\u00e9"
    };

    private static boolean isAttack(String input) {
        byte[] bytes = input.getBytes(ISO_8859_1);
        return ScriptInjection.isAttack(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "a < b and c > d",
                "I <3 you",
                "x=1&y=2",
                "<p class=\"lead\">Hello <b>world</b></p>",
                "<img src=\"/logo.png\" alt=\"logo\">",
                "<a href='https://example.org/?a=b'>a link</a>",
                "</script>",
                "<!-- a remark -->",
                "if (on = off) { load(); }",
                "option=online",
                "the onload of a ship",
                "List<String> names = new ArrayList<>();",
                "O'Brien said \"x = y\" and `left`",
                "<form action=/search>"
            })
    void isAttack_ordinaryTextAndMarkup_isNone(String text) {
        assertThat(isAttack(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(7)</script>",
                "hello <ScRiPt src=//x.example>",
                "<scr\0ipt>alert(7)",
                "<svg/onload=alert(7)>",
                "<img src=x onerror=alert(7)>",
                "<a href=\"javascript:alert(7)\">",
                "<a href=' \u0001java\nscript:alert(7)'>",
                "<a href=&#106;&#x61;vascript&colon;alert(7)>",
                "<a href=data:text/html,x>",
                "<iframe src=//x.example>",
                "<p style=x:y>",
                "<!DOCTYPE html>",
                "<!--[if IE]>x<![endif]-->",
                "<!-- ` -->",
                "<?import namespace=t>",
                "<x xmlns:y=z>",
                "<animate attributeName=href values=javascript:alert(7)>"
            })
    void isAttack_scriptInText_isTold(String attack) {
        assertThat(isAttack(attack)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x onmouseover=alert(7)",
                "7 onfocus = alert(7) autofocus",
                "x\" onclick=\"alert(7)",
                "x' onclick='alert(7)",
                "x` onclick=`alert(7)",
                "\"><script>alert(7)</script>",
                "x style=y"
            })
    void isAttack_scriptOutOfAnAttribute_isTold(String attack) {
        assertThat(isAttack(attack)).isTrue();
    }

    @Test
    void isAttack_eventHandlerWithoutValue_isNone() {
        assertThat(isAttack("<p onclick>")).isFalse();
        assertThat(isAttack("<p onclick=x>")).isTrue();
        assertThat(isAttack("<p onclickety=x>")).isTrue();
        assertThat(isAttack("<p once=x>")).isFalse();
    }

    @Test
    void isAttack_span_readsNothingOutsideIt() {
        byte[] bytes = "<p onclick=alert(7)><script>".getBytes(ISO_8859_1);
        assertThat(ScriptInjection.isAttack(bytes, 0, 11)).isFalse();
        assertThat(ScriptInjection.isAttack(bytes, 0, 12)).isTrue();
        assertThat(ScriptInjection.isAttack(bytes, 20, 26)).isFalse();
        assertThat(ScriptInjection.isAttack(bytes, 20, 27)).isTrue();
        byte[] reference = "<a href=&#106ava".getBytes(ISO_8859_1);
        assertThat(ScriptInjection.isAttack(reference, 0, 15)).isFalse();
        assertThat(ScriptInjection.isAttack(reference, 0, 16)).isTrue();
    }

    @Test
    void isAttack_spanOutsideTheBytes_isRefused() {
        assertThatThrownBy(() -> ScriptInjection.isAttack(new byte[3], -1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                "</",
                "</>",
                "<a/",
                "<a =",
                "/",
                "=",
                "<!--",
                "<!---",
                "<!--\0-",
                "<![CDATA[]",
                "<%",
                "<%%",
                "<a b=c ",
                "\"'`=",
                "<a href=\0",
                "<a href=&#0;",
                "&#x0;"
            })
    void isAttack_megabytesOfARepeatedPiece_takesLinearTime(String piece) {
        byte[] bytes = ("<a href=" + piece.repeat(2_000_000 / piece.length())).getBytes(ISO_8859_1);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> ScriptInjection.isAttack(bytes, 0, bytes.length));
    }

    @Test
    void isAttack_anyBytes_neverFails() {
        Random random = new Random(7);
        for (int round = 0; round < 60_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            ScriptInjection.isAttack(bytes, 0, bytes.length);
        }
    }

    @Test
    void isAttack_anyMixOfPieces_isTheSameInALargerArrayAndWithoutLeavingContextsOut() {
        HtmlScanner scanner = new HtmlScanner();
        Random random = new Random(8);
        int attacks = 0;
        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            boolean attack = isAttack(text.toString());
            attacks += attack ? 1 : 0;
            byte[] bytes = text.toString().getBytes(ISO_8859_1);
            assertThat(Stream.of(HtmlScanner.Context.values())
                            .anyMatch(context -> ScriptInjection.isAttack(scanner, bytes, 0, bytes.length, context)))
                    .as("%s", text)
                    .isEqualTo(attack);
            byte[] framed = ("<script " + text + "=`'\"<script").getBytes(ISO_8859_1);
            assertThat(ScriptInjection.isAttack(framed, 8, 8 + text.length()))
                    .as("%s", text)
                    .isEqualTo(attack);
        }
        assertThat(attacks).isBetween(6_000, 54_000);
    }
}

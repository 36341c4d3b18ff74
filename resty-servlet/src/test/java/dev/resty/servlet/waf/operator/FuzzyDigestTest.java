// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.waf.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libfuzzy 2.1 makes of the same contents. */
class FuzzyDigestTest {

    private static final String FOX = "The quick brown fox jumps over the lazy dog. ";

    /** Letters that look random. */
    private static String letters(int count) {
        StringBuilder text = new StringBuilder(count);
        long state = 1;
        for (int i = 0; i < count; i++) {
            state = (state * 1103515245 + 12345) % (1L << 31);
            int letter = (int) (state >> 16) % 52;
            text.append((char) (letter < 26 ? 'a' + letter : 'A' + letter - 26));
        }
        return text.toString();
    }

    private static FuzzyDigest of(String text) {
        return FuzzyDigest.of(Bytes.of(text));
    }

    @Test
    void of_textsOfEachLength_isAsSsdeepWritesIt() {
        assertThat(of("")).hasToString("3::");
        assertThat(of("a")).hasToString("3:E:E");
        assertThat(of("hello world")).hasToString("3:iKFSMPn:rJPn");
        assertThat(of(FOX)).hasToString("3:FJKKIUKacb:FHIGY");
        assertThat(of(FOX.repeat(8))).hasToString("6:FHIG8NIG8NIG8NIG8NIG8NIG8NIG8NIGY:Fg666666G");
        assertThat(of("A".repeat(500)))
                .hasToString("3:WttkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkU:Yy");
        assertThat(of(letters(100)))
                .hasToString("3:5rkvbx9p5RTsgGSWXPFiaHv/4rn5/naPtu3TUc9tyM8g8:5rmbx9XRTsvwaPC/aUn8g8");
        assertThat(of(letters(1000)))
                .hasToString("24:egYlxBOhchTP4sb+zMZMA1rnV53OExmZaDJcA1NSBa:eBBOhqP4siztA1rnV5pxWaiYNoa");
        assertThat(of(letters(9000)))
                .hasToString("192:mBOmX8hcU3ssMBRE8hH0RGKvzkLerivDC99kTGowh5nVe4tbcS:2OmX8fsskaA0y9DC9CTerAEAS");
    }

    @Test
    void likeness_changedText_isAsSsdeepCounts() {
        String text = letters(3000);
        FuzzyDigest digest = of(text);
        assertThat(digest.likeness(of(text))).isEqualTo(100);
        assertThat(digest.likeness(of(text.substring(0, 1500) + "xyz" + text.substring(1500))))
                .isEqualTo(96);
        assertThat(digest.likeness(of(text + letters(4000).substring(3000).repeat(2))))
                .isEqualTo(88);
        assertThat(of(text + letters(4000).substring(3000).repeat(2)).likeness(digest))
                .isEqualTo(88);
        assertThat(digest.likeness(of(text.substring(0, 700)))).isZero();
        assertThat(digest.likeness(of(new StringBuilder(text).reverse().toString())))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"3:abc:def,true", "'48:a+/:9,\"name, with a comma\"',true", "3:abc,false", "x:a:b,false", ":a:b,false"})
    void parse_lineOfAFile_isAHashOrNone(String line, boolean hash) {
        assertThat(FuzzyDigest.parse(line) != null).isEqualTo(hash);
    }
}

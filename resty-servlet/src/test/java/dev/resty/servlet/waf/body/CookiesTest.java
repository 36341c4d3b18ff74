// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.waf.value.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class CookiesTest {

    private static List<String> parse(String header) {
        Found found = new Found();
        Cookies.parse(Bytes.of(header), found);
        return found.of(BodySink.Part.COOKIE);
    }

    @Test
    void parse_pairs_areSplitAtSemicolons() {
        assertThat(parse("token=Yes; a=z; t=b")).containsExactly("token=Yes", "a=z", "t=b");
        assertThat(parse("aaa=bbb;abc=def  ")).containsExactly("aaa=bbb", "abc=def");
    }

    @Test
    void parse_whiteSpace_isLeftOutBeforeNamesOnly() {
        assertThat(parse("a=1 ;\t b = 2;c")).containsExactly("a=1 ", "b = 2", "c=");
    }

    @Test
    void parse_withoutAName_doesntCount() {
        assertThat(parse("; = ; = = ;;=x; baz=v=w;")).containsExactly("baz=v=w");
        assertThat(parse("")).isEmpty();
        assertThat(parse(" ; ")).isEmpty();
    }

    @Test
    void parse_quotesCommasAndEscapes_stay() {
        assertThat(parse("a=\"x;y\"; b=1,2; c=%41+")).containsExactly("a=\"x", "y\"=", "b=1,2", "c=%41+");
    }
}

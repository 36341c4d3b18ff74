// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.waf.value.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryStringTest {

    private final Found found = new Found();

    private List<String> parse(String query) {
        QueryString.parse(Bytes.of(query), BodyLimits.DEFAULT, BodySink.Part.QUERY_ARGUMENT, found);
        return found.of(BodySink.Part.QUERY_ARGUMENT);
    }

    @Test
    void parse_namesAndValues_keepsOrderAndRepeats() {
        assertThat(parse("b=1&a=2&b=3")).containsExactly("b=1", "a=2", "b=3");
        assertThat(found.flags).isEmpty();
        assertThat(found.error).isNull();
    }

    @Test
    void parse_noEqualsSign_isANameWithAnEmptyValue() {
        assertThat(parse("a&b=&c")).containsExactly("a=", "b=", "c=");
    }

    @Test
    void parse_emptyArguments_countWhereASeparatorEndsThem() {
        assertThat(parse("&&a=1&")).containsExactly("=", "=", "a=1");
    }

    @Test
    void parse_emptyName_keepsItsValue() {
        assertThat(parse("=x&==")).containsExactly("=x", "==");
    }

    @Test
    void parse_nothing_addsNothing() {
        assertThat(parse("")).isEmpty();
    }

    @Test
    void parse_escapesAndPlus_areDecodedInNamesAndValues() {
        assertThat(parse("a%62+c=%3d%26+%2B&%00=%ff")).containsExactly("ab c==& +", "\0=\u00ff");
        assertThat(found.flags).isEmpty();
    }

    @Test
    void parse_badEscapes_stayAndSetTheFlag() {
        assertThat(parse("a=%&b=%4&c=%4g%41&%u0041=1&d=%%41"))
                .containsExactly("a=%", "b=%4", "c=%4gA", "%u0041=1", "d=%A");
        assertThat(found.flags).isEqualTo(Map.of(BodySink.Flag.URLENCODED_ERROR, 1));
    }

    @Test
    void parse_ofAPart_doesntReadBeyondIt() {
        Bytes all = Bytes.of("a=%41&b=%4142");
        QueryString.parse(all.slice(6, 10), BodyLimits.DEFAULT, BodySink.Part.QUERY_ARGUMENT, found);

        assertThat(found.of(BodySink.Part.QUERY_ARGUMENT)).containsExactly("b=%4");
    }

    @Test
    void parse_valueWithoutEscapes_sharesTheArray() {
        Bytes query = Bytes.of("a=plain&b=%41");
        boolean[] shared = new boolean[2];
        QueryString.parse(query, BodyLimits.DEFAULT, BodySink.Part.QUERY_ARGUMENT, new BodySink() {
            private int at;

            @Override
            public void add(Part part, Bytes name, Bytes value) {
                shared[at++] = value.array() == query.array();
            }

            @Override
            public void flag(Flag flag, int value) {
                throw new AssertionError(flag);
            }

            @Override
            public void error(String message) {
                throw new AssertionError(message);
            }
        });

        assertThat(shared).containsExactly(true, false);
    }

    @Test
    void parse_moreThanTheLimit_isAnErrorAfterThoseWithin() {
        int count =
                QueryString.parse(Bytes.of("a&b&c"), Found.limits(2, 512, '&'), BodySink.Part.QUERY_ARGUMENT, found);

        assertThat(count).isEqualTo(2);
        assertThat(found.of(BodySink.Part.QUERY_ARGUMENT)).containsExactly("a=", "b=");
        assertThat(found.error).isEqualTo("SecArgumentsLimit exceeded");
    }

    @Test
    void after_argumentsOfTheQuery_leavesTheRestForTheBody() {
        assertThat(BodyLimits.DEFAULT.after(990).arguments()).isEqualTo(10);
        assertThat(BodyLimits.DEFAULT.after(2000).arguments()).isZero();
        assertThat(BodyLimits.DEFAULT.after(0)).isSameAs(BodyLimits.DEFAULT);
    }

    @Test
    void parse_anotherSeparator_splitsThereOnly() {
        QueryString.parse(Bytes.of("a=1;b=2&c"), Found.limits(9, 9, ';'), BodySink.Part.QUERY_ARGUMENT, found);

        assertThat(found.of(BodySink.Part.QUERY_ARGUMENT)).containsExactly("a=1", "b=2&c");
    }

    @Test
    void process_moreThanTheLimitWithoutFiles_readsThatFarAndSaysSo() {
        BodyLimits limits = new BodyLimits(9, 9, 9, (byte) '&', 5, BodyLimits.XmlArguments.OFF);
        Found form = Found.in("URLENCODED", "a=1&b=2", "", true, limits);

        assertThat(form.arguments()).containsExactly("a=1", "b=");
        assertThat(form.error).isEqualTo("Request body excluding files is bigger than the maximum expected.");
        assertThat(form.flags).isEqualTo(Map.of(BodySink.Flag.INBOUND_DATA_ERROR, 1));
    }

    @Test
    void process_form_makesBodyArguments() {
        Found form = Found.in("urlencoded", "a=1&b=%zz");

        assertThat(form.arguments()).containsExactly("a=1", "b=%zz");
        assertThat(form.flags).isEqualTo(Map.of(BodySink.Flag.URLENCODED_ERROR, 1));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.waf.body.BodySink.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlBodyTest {

    private static final String ERROR = "XML parsing error: XML: Failed parsing document.";

    private static Found read(String xml) {
        return Found.in("XML", xml);
    }

    private static Found read(String xml, BodyLimits.XmlArguments arguments) {
        return Found.in("XML", xml, "", true, new BodyLimits(3, 9, 9, (byte) '&', 131_072, arguments));
    }

    private static void assertText(String xml, String text) {
        Found found = read(xml);
        assertThat(found.error).isNull();
        assertThat(found.of(Part.XML_TEXT)).containsExactly("/*=" + text);
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void process_elements_giveOneTextOfAll() {
        assertText(
                "<?xml version=\"1.0\"?>\n<a>1<b>2</b> <!-- 3 --><?p 4?><c><![CDATA[<5>]]>&lt;&#54;&#x37;</c>\n</a>\n",
                "12 <5><67\n");
        assertText("<a/>", "");
    }

    @Test
    void process_attributes_areOneValueEach() {
        Found found = read("<a x='1' xmlns='u' xmlns:s='v'><s:b s:y=\"&quot;\" z=''/><c x='2'/></a>");

        assertThat(found.of(Part.XML_ATTRIBUTE)).containsExactly("//@*=1", "//@*=\"", "//@*=", "//@*=2");
        assertThat(found.error).isNull();
    }

    @Test
    void process_undeclaredPrefix_isNoError() {
        assertText("<s:a s:b='1'>x</s:a>", "x");
    }

    @Test
    void process_otherCharacters_becomeUtf8() {
        assertText(
                "<a>\u00e4</a>".replace("\u00e4", utf8("\u00e4\u20ac\ud83d\ude00")), utf8("\u00e4\u20ac\ud83d\ude00"));
        assertText("<?xml version='1.0' encoding='ISO-8859-1'?><a>\u00e4</a>", utf8("\u00e4"));
        byte[] utf16 =
                "<?xml version='1.0' encoding='UTF-16'?><a b='\u20ac'>\u00e4</a>".getBytes(StandardCharsets.UTF_16);
        Found found = Found.in("XML", utf16, "", true, BodyLimits.DEFAULT);
        assertThat(found.of(Part.XML_TEXT)).containsExactly("/*=" + utf8("\u00e4"));
        assertThat(found.of(Part.XML_ATTRIBUTE)).containsExactly("//@*=" + utf8("\u20ac"));
    }

    @Test
    void process_longText_isWhole() {
        String text = "0123456789\u00e4".repeat(3_000);

        assertText("<?xml version='1.0' encoding='ISO-8859-1'?><a>" + text + "</a>", utf8(text));
    }

    @Test
    void process_nothing_isNoError() {
        Found found = read("");

        assertThat(found.error).isNull();
        assertThat(found.parts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a x='1'>t<b></a>", "<a x='1'>t", "<a x='1'>t<b y='2' y='3'/></a>", "<a x='1'>t</a><b/>"})
    void process_malformed_isAnErrorThatKeepsWhatPrecedes(String xml) {
        Found found = read(xml);

        assertThat(found.error).isEqualTo(ERROR);
        assertThat(found.of(Part.XML_TEXT)).containsExactly("/*=t");
        assertThat(found.of(Part.XML_ATTRIBUTE)).contains("//@*=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>t&u;</a>",
                "<a>t<!-- -- --></a>",
                "<a>t<?xml x?></a>",
                "<a b='' b=''>t</a>",
                "<?xml version='9'?><a>t</a>",
                "<?xml version='1.0' encoding='none'?><a>t</a>",
                "<?xml version='1.0' encoding=UTF-8?><a>t</a>",
                "<?xml encoding='UTF-8'?><a>t</a>",
                "<?xml version='1.0' standalone='maybe'?><a>t</a>",
                "<!DOCTYPE><a>t</a>",
                "<!DOCTYPE a SYSTEM><a>t</a>",
                "<!DOCTYPE a [<!ENTITYe 'x'>]><a>t</a>",
                "<!DOCTYPE a [<!ENTITY e>]><a>t</a>",
                "<!DOCTYPE a [<!ENTITY e '& %p;'>]><a>t</a>",
                "<!DOCTYPE a [<!WHAT e>]><a>t</a>",
                "<a b='&u;'>t</a>",
                "<a b='\u0001'>t</a>",
                "<a b='\u00ff'>t</a>",
            })
    void process_whatXmlForbids_isAnErrorButTheRestIsRead(String xml) {
        Found found = read(xml.replace("</a>", "<b>w</b></a>"));

        assertThat(found.error).isEqualTo(ERROR);
        assertThat(found.of(Part.XML_TEXT)).containsExactly("/*=tw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "& x", "&#;", "&#x110000;", "]]>", "\u0001", "&lt", "&#xd800;"})
    void process_oddText_isAnErrorButTheRestIsRead(String text) {
        Found found = read("<a>" + text + "<b>w</b></a>");

        assertThat(found.error).isEqualTo(ERROR);
        assertThat(found.of(Part.XML_TEXT)).hasSize(1).allMatch(value -> value.endsWith("w"));
    }

    @Test
    void process_lineEndsAndWhiteSpace_areNormalized() {
        assertText("<a>1\r\n2\r3\n<![CDATA[4\r\n5\r6]]></a>", "1\n2\n3\n4\n5\n6");
        assertThat(read("<a b='1\t2\r\n3&#10;&amp;&lt;'/>").of(Part.XML_ATTRIBUTE))
                .containsExactly("//@*=1 2 3\n&<");
    }

    @Test
    void process_entitiesInAttributesAndWithElements_areReplaced() {
        Found found =
                read("<!DOCTYPE a [<!ENTITY e 'v&#38;#60;'><!ENTITY f '<b c=\"&e;\">x</b>'>]><a d='1&e;2'>&f;</a>");

        assertThat(found.error).isNull();
        assertThat(found.of(Part.XML_ATTRIBUTE)).containsExactly("//@*=1v<2", "//@*=v<");
        assertThat(found.of(Part.XML_TEXT)).containsExactly("/*=x");
        assertThat(read("<!DOCTYPE a [<!ENTITY f '</a><a>'>]><a>&f;</a>").error).isEqualTo(ERROR);
    }

    @Test
    void process_attributesThatDoctypesPresume_areInspected() {
        Found found = read("<!DOCTYPE a [<!ELEMENT a (#PCDATA)><!ATTLIST a x CDATA \"evil\">]><a/>");

        assertThat(found.error).isNull();
        assertThat(found.of(Part.XML_ATTRIBUTE)).containsExactly("//@*=evil");
    }

    @Test
    void process_cutWithinAnAttributeOrCdata_keepsWhatIsThere() {
        Found found = Found.in("XML", "<a b='1", "", false, BodyLimits.DEFAULT);
        assertThat(found.of(Part.XML_ATTRIBUTE)).containsExactly("//@*=1");
        assertThat(found.error).isNull();
        found = Found.in("XML", "<a><![CDATA[1", "", false, BodyLimits.DEFAULT);
        assertThat(found.of(Part.XML_TEXT)).containsExactly("/*=1");
        assertThat(found.error).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", " ", "{}", "<", "<!-- -->", "<?xml version='1.0'?>"})
    void process_noXml_isAnErrorWithoutValues(String xml) {
        Found found = read(xml);

        assertThat(found.error).isEqualTo(ERROR);
        assertThat(found.parts).isEmpty();
    }

    @Test
    void process_cutAtALimit_isNoError() {
        Found found = Found.in("XML", "<a>1<b>2</b>3", "", false, BodyLimits.DEFAULT);

        assertThat(found.error).isNull();
        assertThat(found.of(Part.XML_TEXT)).containsExactly("/*=123");
    }

    @Test
    void process_entitiesOfItsOwn_areReplaced() {
        assertText(
                "<!DOCTYPE a [<!ENTITY js \"Jo &#83;mith\"><!ENTITY two '&js;&js;'>]><a> &two;</a>",
                " Jo SmithJo Smith");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>-&e;-</a>",
                "<!DOCTYPE a [<!ENTITY e SYSTEM 'http://127.0.0.1:1/'>]><a>-&e;-</a>",
                "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>--</a>",
                "<!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1:1/'><a>--</a>",
                "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><a>--</a>",
            })
    void process_anythingOutside_isNeverRead(String xml) {
        assertText(xml, "--");
    }

    @Test
    void process_entitiesThatMultiply_areBounded() {
        StringBuilder xml = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 'lol'>");
        for (int i = 1; i <= 20; i++) {
            xml.append("<!ENTITY e")
                    .append(i)
                    .append(" '")
                    .append(("&e" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        Found found = read(xml.append("]><a>&e20;</a>").toString());

        assertThat(found.error).isEqualTo(ERROR);
        assertThat(found.of(Part.XML_TEXT).get(0).length()).isLessThan(100_000);
    }

    @Test
    void process_longEntityOften_isBounded() {
        Found found = read("<!DOCTYPE a [<!ENTITY e '" + "x".repeat(60_000) + "'>]><a>" + "&e;".repeat(900) + "</a>");

        assertThat(found.error).isEqualTo(ERROR);
        assertThat(found.of(Part.XML_TEXT).get(0).length()).isLessThan(3_000_000);
    }

    @Test
    void process_entityThatHasItself_isAnError() {
        assertThat(read("<!DOCTYPE a [<!ENTITY e '&f;'><!ENTITY f '&e;'>]><a>&e;</a>").error)
                .isEqualTo(ERROR);
    }

    @Test
    void process_depth_isBounded() {
        assertThat(read("<a>".repeat(256) + "</a>".repeat(256)).error).isNull();
        assertThat(read("<a>".repeat(257) + "</a>".repeat(257)).error).isEqualTo(ERROR);
    }

    @Test
    void process_intoArguments_namesLeavesByTheirPath() {
        String xml =
                "<root>\n<s:level.1 x='1'>\n <level2>foo</level2>\n<level2>b<![CDATA[a]]>r</level2></s:level.1><e/></root>";
        List<String> arguments = List.of("xml.root.level.1.level2=foo", "xml.root.level.1.level2=bar", "xml.root.e=");

        Found on = read(xml, BodyLimits.XmlArguments.ON);
        assertThat(on.document()).isEqualTo(arguments);
        assertThat(on.of(Part.XML_TEXT)).containsExactly("/*=\n\n foo\nbar");
        assertThat(on.of(Part.XML_ATTRIBUTE)).containsExactly("//@*=1");
        Found only = read(xml, BodyLimits.XmlArguments.ONLY);
        assertThat(only.document()).isEqualTo(arguments);
        assertThat(only.parts).containsOnlyKeys(Part.DOCUMENT_ARGUMENT);
        assertThat(read(xml).document()).isEmpty();
    }

    @Test
    void process_moreArgumentsThanTheLimit_isAnError() {
        Found found = read("<r><a/><b/><c/><d/></r>", BodyLimits.XmlArguments.ON);

        assertThat(found.document()).containsExactly("xml.r.a=", "xml.r.b=", "xml.r.c=");
        assertThat(found.error).isEqualTo(ERROR);
    }
}

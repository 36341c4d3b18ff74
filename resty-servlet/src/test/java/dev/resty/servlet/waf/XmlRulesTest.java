// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.waf.MatchedValue;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules on parts of XML bodies, and those that validate them. */
class XmlRulesTest {

    private static final String SETTINGS =
            "SecRequestBodyAccess On\nSecRule REQUEST_HEADERS:Content-Type \"@contains xml\""
                    + " \"id:900,phase:1,pass,nolog,ctl:requestBodyProcessor=XML\"\n";

    private static final String ORDER =
            "<?xml version=\"1.0\"?><!-- now --><order xmlns:p=\"http://prices.example\" id=\"7\">"
                    + "<item sku=\"a\">chair &amp; <b>table</b><?go on?></item><item sku=\"b\"><![CDATA[<lamp>]]></item>"
                    + "<p:total cur=\"EUR\" p:cur=\"x\">9</p:total><n:x>\u00e4</n:x></order>";

    @TempDir
    Path directory;

    private Waf waf(String rules) {
        return Waf.builder()
                .baseDirectory(directory)
                .rules(SETTINGS + rules, "xml.conf")
                .build();
    }

    private static Transaction post(Waf waf, String type, String body) {
        Transaction transaction = waf.newTransaction();
        transaction.requestLine("POST", "/", "HTTP/1.1");
        transaction.addRequestHeader("Content-Type", type);
        transaction.processRequestHeaders();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        transaction.appendRequestBody(bytes, 0, bytes.length);
        transaction.processRequestBody();
        return transaction;
    }

    private static boolean denied(Waf waf, String body) {
        return post(waf, "text/xml", body).interruption() != null;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/order/@id | 7",
                "/order/item[1] | chair & table",
                "/order/item[@sku='b']/text() | <lamp>",
                "//b | table",
                "//item/@sku | a,b",
                "//p:total/@cur | EUR",
                "//@p:cur | x",
                "//*[local-name()='total'] | 9",
                "//*[local-name()='n:x' or local-name()='x'] | \u00c3\u00a4",
                "//comment() | ' now '",
                "//processing-instruction() | on",
                "/none | ",
            })
    void path_selectsNodes_eachIsAValue(String path, String values) {
        try (Waf waf = waf("SecRule \"XML:'" + path.replace("'", "\\'")
                + "'\" \"@unconditionalMatch\" \"id:1,phase:2,pass,xmlns:p=http://prices.example\"")) {
            Transaction transaction = post(waf, "text/xml", ORDER);
            List<String> found = transaction.matchedRules().stream()
                    .flatMap(rule -> rule.matches().stream())
                    .map(MatchedValue::value)
                    .toList();
            assertThat(String.join(",", found)).isEqualTo(values == null ? "" : values);
        }
    }

    @Test
    void path_countedAndExcluded_worksAsForOtherCollections() {
        try (Waf waf = waf("SecRule &XML:/order/item \"@eq 2\" \"id:1,phase:2,pass\"\n"
                + "SecRule XML:/order/@id|XML://item \"@rx 7|lamp\" \"id:2,phase:2,pass\"\n"
                + "SecRuleUpdateTargetById 2 \"!XML:/order/@id\"")) {
            Transaction transaction = post(waf, "text/xml", ORDER);
            assertThat(transaction.matchedRules()).extracting("id").containsExactly(1, 2);
            assertThat(transaction.matchedRules().get(1).matches())
                    .containsExactly(new MatchedValue("XML://item", "<lamp>"));
            assertThat(post(waf, "text/plain", ORDER).matchedRules()).isEmpty();
        }
    }

    @Test
    void path_samePathOtherNamespaces_isAnotherTarget() {
        try (Waf waf = waf("SecRule XML://p:total \"@rx .\" \"id:1,phase:2,pass,xmlns:p=http://other.example\"\n"
                + "SecRule XML://p:total \"@rx .\" \"id:2,phase:2,pass,xmlns:'p=http://prices.example'\"")) {
            assertThat(post(waf, "text/xml", ORDER).matchedRules())
                    .extracting("id")
                    .containsExactly(2);
        }
    }

    @Test
    void path_brokenBody_seesWhatPrecedesTheError() {
        try (Waf waf = waf("SecRule XML://item \"@streq attack\" \"id:1,phase:2,deny\"")) {
            assertThat(denied(waf, "<order><item>attack</item><b></c>")).isTrue();
            assertThat(denied(waf, "<order><item>att<b></c>")).isFalse();
        }
    }

    @Test
    void path_bytesThatAreNoText_areSeenAsTheyAre() {
        try (Waf waf = waf("SecRule XML:/a \"@streq x%{TX.none}\u00ff\" \"id:1,phase:2,deny\"")) {
            Transaction transaction = waf.newTransaction();
            transaction.requestLine("POST", "/", "HTTP/1.1");
            transaction.addRequestHeader("Content-Type", "text/xml");
            transaction.processRequestHeaders();
            byte[] body = "<a>x\u00ff</a>".getBytes(StandardCharsets.ISO_8859_1);
            transaction.appendRequestBody(body, 0, body.length);
            assertThat(transaction.processRequestBody()).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SecRule XML:/a[ \"x\" \"id:1\" | bad path",
                "SecRule XML://p:a \"x\" \"id:1\" | declare it",
                "SecRule XML:count(//a) \"x\" \"id:1\" | gives a number",
                "SecRule XML://a \"x\" \"id:1,xmlns:nothing\" | xmlns takes",
                "SecRule XML \"@validateSchema none.xsd\" \"id:1\" | none.xsd",
                "SecRule XML \"@validateDTD none.dtd\" \"id:1\" | none.dtd",
                "SecRule XML \"@validateDTD\" \"id:1\" | no file",
            })
    void rule_unusable_stopsTheStartWithItsLine(String rule, String why) {
        assertThatThrownBy(() -> waf(rule))
                .isInstanceOf(WafException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("xml.conf:3");
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void validateSchema_bodies_areAllowedAsTheSchemaSays() throws IOException {
        write("schemas/order.xsd", """
                <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
                  <xs:include schemaLocation="parts/item.xsd"/>
                  <xs:element name="order">
                    <xs:complexType><xs:sequence>
                      <xs:element name="item" type="Item" maxOccurs="2"/>
                    </xs:sequence></xs:complexType>
                  </xs:element>
                </xs:schema>
                """);
        write("schemas/parts/item.xsd", """
                <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
                  <xs:complexType name="Item"><xs:simpleContent><xs:extension base="Name">
                    <xs:attribute name="sku" type="xs:integer" use="required"/>
                  </xs:extension></xs:simpleContent></xs:complexType>
                  <xs:simpleType name="Name"><xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction>
                  </xs:simpleType>
                </xs:schema>
                """);
        try (Waf waf = waf("SecRule XML \"@validateSchema schemas/order.xsd\" \"id:1,phase:2,deny\"")) {
            assertThat(denied(waf, "<order><item sku=\"1\">lamp</item></order>"))
                    .isFalse();
            assertThat(denied(waf, "<order><item sku=\"1\">\u00e4\u00e4\u00e4\u00e4\u00e4</item></order>"))
                    .isFalse();
            assertThat(denied(waf, "<order><item sku=\"1\">longer</item></order>"))
                    .isTrue();
            assertThat(denied(waf, "<order><item sku=\"x\">lamp</item></order>"))
                    .isTrue();
            assertThat(denied(waf, "<order/>")).isTrue();
            assertThat(denied(waf, "<order><item sku=\"1\">lamp</item>")).isTrue();
            assertThat(denied(
                            waf,
                            "<order xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                                    + " xsi:noNamespaceSchemaLocation=\"http://127.0.0.1:1/x.xsd\">"
                                    + "<item sku=\"1\">lamp</item></order>"))
                    .isFalse();
            assertThat(post(waf, "text/plain", "<order/>").interruption())
                    .as("no XML, nothing to validate")
                    .isNull();
        }
    }

    @Test
    void validateSchema_includesFromElsewhere_stopTheStart() throws IOException {
        write("net.xsd", """
                <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
                  <xs:import namespace="http://a.example" schemaLocation="http://127.0.0.1:1/a.xsd"/>
                </xs:schema>
                """);
        write("bad.xsd", "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element/></xs:schema>");
        assertThatThrownBy(() -> waf("SecRule XML \"@validateSchema net.xsd\" \"id:1\""))
                .isInstanceOf(WafException.class)
                .hasMessageContaining("http://127.0.0.1:1/a.xsd")
                .hasMessageContaining("fetch it");
        assertThatThrownBy(() -> waf("SecRule XML \"@validateSchema bad.xsd\" \"id:1\""))
                .isInstanceOf(WafException.class)
                .hasMessageContaining("can't be used");
    }

    @Test
    void validateDtd_bodies_areAllowedAsTheDocumentTypeSays() throws IOException {
        write("order.dtd", """
                <!ENTITY % items SYSTEM "items.mod">
                %items;
                <!ELEMENT order (item+)>
                <!ATTLIST order id CDATA #REQUIRED>
                """);
        write("items.mod", "<!ELEMENT item (#PCDATA)>");
        try (Waf waf = waf("SecRule XML \"@validateDTD order.dtd\" \"id:1,phase:2,deny\"")) {
            assertThat(denied(waf, "<order id=\"a&amp;&quot;\n\">\n <item>&lt;x&gt; \u00e4</item>\n</order>"))
                    .isFalse();
            assertThat(denied(waf, "<item>any element may be the root</item>")).isFalse();
            assertThat(denied(waf, "<order><item>x</item></order>")).isTrue();
            assertThat(denied(waf, "<order id=\"1\"/>")).isTrue();
            assertThat(denied(waf, "<order id=\"1\"><item>x</item>")).isTrue();
            assertThat(denied(waf, "no xml")).isTrue();
            assertThat(denied(
                            waf,
                            "<!DOCTYPE order [<!ELEMENT order ANY><!ELEMENT other ANY>"
                                    + "<!ENTITY x SYSTEM \"file:///etc/passwd\">]><order><other>&x;</other></order>"))
                    .isTrue();
        }
    }

    @Test
    void validateDtd_unusable_stopsTheStart() throws IOException {
        write("bad.dtd", "<!ELEMENT order (item+>");
        write("net.dtd", "<!ENTITY % x SYSTEM \"http://127.0.0.1:1/x.mod\">%x;");
        assertThatThrownBy(() -> waf("SecRule XML \"@validateDTD bad.dtd\" \"id:1\""))
                .isInstanceOf(WafException.class)
                .hasMessageContaining("can't be used");
        assertThatThrownBy(() -> waf("SecRule XML \"@validateDTD net.dtd\" \"id:1\""))
                .isInstanceOf(WafException.class)
                .hasMessageContaining("fetch it");
    }

    @Test
    void path_hostileBodies_endInTime() {
        try (Waf waf = waf("SecRequestBodyNoFilesLimit 10000000\nSecRule XML://p:x/@q \"@rx .\""
                + " \"id:1,phase:2,deny,xmlns:p=http://p.example\"")) {
            StringBuilder attributes = new StringBuilder("<a");
            for (int i = 0; i < 100_000; i++) {
                attributes.append(" b").append(i).append("=''");
            }
            assertThat(denied(waf, attributes.append("/>").toString())).isFalse();
            String deep = "<p:a xmlns:p='x'>".repeat(250) + "<p:b xmlns:p='y'/>".repeat(50_000);
            assertThat(denied(waf, deep)).isFalse();
            assertThat(denied(
                            waf,
                            "<!DOCTYPE a [<!ENTITY x '" + "<b/>".repeat(1000) + "'>]><a>" + "&x;".repeat(100_000)
                                    + "</a>"))
                    .isFalse();
        }
    }
}

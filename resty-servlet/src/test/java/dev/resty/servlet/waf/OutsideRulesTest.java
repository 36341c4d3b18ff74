// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.waf.lookup.GeoFile;
import dev.resty.waf.Interruption;
import dev.resty.waf.RuleScriptEngine;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import dev.resty.waf.WafException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that look beyond their transaction: addresses, lists of hosts, scripts, programs. */
class OutsideRulesTest {

    private static final Set<String> LISTED =
            Set.of("7.2.0.192.zen.example.org", "key.7.2.0.192.dnsbl.httpbl.org", "spam.example.com.zen.example.org");

    @TempDir
    Path directory;

    private final List<String> asked = new ArrayList<>();

    private WafBuilder builder() {
        return Waf.builder()
                .baseDirectory(directory)
                .hostLookup(
                        host -> {
                            asked.add(host);
                            return LISTED.contains(host) ? InetAddress.getByAddress(new byte[] {127, 0, 0, 2}) : null;
                        },
                        Duration.ofSeconds(30));
    }

    private Transaction request(Waf waf, String client, String target) {
        Transaction transaction = waf.newTransaction();
        transaction.connection(client, 1234, "127.0.0.2", 80);
        transaction.requestLine("GET", target, "HTTP/1.1");
        transaction.processRequestHeaders();
        transaction.processRequestBody();
        return transaction;
    }

    private static @Nullable Integer rule(Transaction transaction) {
        Interruption interruption = transaction.interruption();
        return interruption == null ? null : interruption.ruleId();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7,true", "192.0.2.8,false", "2001:db8::7,false", "spam.example.com,true", "a b,false"})
    void rbl_listedInTheDns_matches(String value, boolean matches) {
        try (Waf waf = builder()
                .rules("SecRule ARGS:a \"@rbl zen.example.org\" \"id:1,deny,capture,setvar:tx.found=%{TX.0}\"", "r")
                .build()) {
            Transaction transaction = request(waf, "192.0.2.1", "/?a=" + value.replace(" ", "%20"));
            assertThat(rule(transaction) != null).isEqualTo(matches);
            assertThat(transaction.variable("tx.found")).isEqualTo(matches ? value : null);
            assertThat(asked).noneMatch(host -> host.contains(" ") || host.contains(":"));
        }
    }

    @Test
    void rbl_listWithAKey_asksWithIt() {
        try (Waf waf = builder()
                .rules("SecHttpBlKey key\nSecRule REMOTE_ADDR \"@rbl dnsbl.httpbl.org\" \"id:1,phase:1,deny\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.7", "/"))).isEqualTo(1);
            assertThat(asked).containsExactly("key.7.2.0.192.dnsbl.httpbl.org");
        }
        refused("SecRule REMOTE_ADDR \"@rbl not a domain\" \"id:1\"", "domain of a list");
    }

    @Test
    void rbl_keyMissing_asksNobodyAndNeverMatches() {
        try (Waf waf = builder()
                .rules("SecRule REMOTE_ADDR \"@rbl dnsbl.httpbl.org\" \"id:1,phase:1,deny\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.7", "/"))).isNull();
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void geoLookup_knownAddress_showsWhereItIs() throws IOException {
        Files.write(
                directory.resolve("places.mmdb"),
                new GeoFile(24, 4)
                        .add(
                                new byte[] {(byte) 192, 0, 2, 0},
                                24,
                                Map.of(
                                        "country", Map.of("iso_code", "FR", "names", Map.of("en", "France")),
                                        "continent", Map.of("names", Map.of("en", "Europe")),
                                        "city", Map.of("names", Map.of("en", "N\u00eemes")),
                                        "postal", Map.of("code", "30000"),
                                        "location", Map.of("latitude", 43.83, "longitude", 4.36)))
                        .toBytes());
        try (Waf waf = builder()
                .rules(
                        "SecGeoLookupDb places.mmdb\nSecRule REMOTE_ADDR \"@geoLookup\" \"id:1,phase:1,pass,"
                                + "setvar:'tx.where=%{GEO.COUNTRY_CODE} %{geo.country_name} %{GEO.CITY}'\"\n"
                                + "SecRule GEO:COUNTRY_CODE \"@streq FR\" \"id:2,phase:1,deny\"",
                        "r")
                .build()) {
            Transaction found = request(waf, "192.0.2.7", "/");
            assertThat(rule(found)).isEqualTo(2);
            assertThat(found.variable("tx.where")).isEqualTo("FR France N\u00c3\u00aemes");
            assertThat(found.variables("GEO"))
                    .extracting(value -> value.variable() + "=" + value.value())
                    .contains("GEO:COUNTRY_CONTINENT=Europe", "GEO:POSTAL_CODE=30000", "GEO:LATITUDE=43.830000");
            assertThat(rule(request(waf, "198.51.100.1", "/"))).isNull();
            assertThat(rule(request(waf, "unix:", "/"))).isNull();
        }
    }

    @Test
    void geoLookupDb_unusable_stopsTheStart() throws IOException {
        Files.writeString(directory.resolve("old.dat"), "GeoIP");
        refused("SecGeoLookupDb old.dat", ".mmdb");
        refused("SecGeoLookupDb none.mmdb", "none.mmdb");
    }

    @Test
    void fuzzyHash_likeOneOfTheFile_matches() throws IOException {
        Files.writeString(
                directory.resolve("known.ssdeep"),
                "ssdeep,1.1--blocksize:hash:hash,filename\n"
                        + "6:FHIG8NIG8NIG8NIG8NIG8NIG8NIG8NIGY:Fg666666G,\"fox.txt\"\n");
        try (Waf waf = builder()
                .rules("SecRule ARGS:a \"@fuzzyHash known.ssdeep 60\" \"id:1,deny\"", "r")
                .build()) {
            String fox = "The+quick+brown+fox+jumps+over+the+lazy+dog.+".repeat(8);
            assertThat(rule(request(waf, "192.0.2.1", "/?a=" + fox))).isEqualTo(1);
            assertThat(rule(request(waf, "192.0.2.1", "/?a=" + fox + "And+sleeps.")))
                    .isEqualTo(1);
            assertThat(rule(request(
                            waf, "192.0.2.1", "/?a=" + fox.replace('o', '0').toUpperCase())))
                    .isNull();
        }
        Files.writeString(directory.resolve("bad.ssdeep"), "no hash\n");
        refused("SecRule ARGS \"@fuzzyHash bad.ssdeep 60\" \"id:1\"", "no hash of ssdeep's");
        refused("SecRule ARGS \"@fuzzyHash known.ssdeep\" \"id:1\"", "a file of hashes and a number");
        refused("SecRule ARGS \"@fuzzyHash known.ssdeep 0\" \"id:1\"", "from 1 to 100");
    }

    private void refused(String rules, String why) {
        assertThatThrownBy(() -> builder().rules(rules, "bad.conf").build())
                .isInstanceOf(WafException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("bad.conf:1");
    }

    @Test
    void exec_luaScript_readsAndSetsVariables() throws IOException {
        Files.writeString(directory.resolve("tell.lua"), """
                function main()
                    m.log(9, "called")
                    assert(m.getvar("ARGS.none") == nil)
                    m.setvar("TX.told", m.getvar("ARGS:a", { "none", "uppercase" }) .. #m.getvars("ARGS"))
                end
                """);
        try (Waf waf = builder()
                .rules(
                        "SecRule ARGS:a \"@rx .\" \"id:1,phase:1,pass,exec:tell.lua\"\n"
                                + "SecRule TX:told \"@streq XY2\" \"id:2,phase:1,deny\"",
                        "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.1", "/?a=xy&b=1"))).isEqualTo(2);
            assertThat(rule(request(waf, "192.0.2.1", "/?a=x"))).isNull();
        }
    }

    @Test
    void ruleScript_returnsAText_matches() throws IOException {
        Files.writeString(directory.resolve("many.lua"), """
                seen = (seen or 0) + 1
                function main(value)
                    assert(value == nil and seen == 1)
                    if #m.getvars("ARGS") > 2 then return "too many" end
                end
                """);
        try (Waf waf = builder()
                .rules("SecRuleScript many.lua \"id:1,phase:2,deny,status:418,msg:'args'\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.1", "/?a=1&b=2&c=3"))).isEqualTo(1);
            assertThat(rule(request(waf, "192.0.2.1", "/?a=1&b=2"))).isNull();
        }
    }

    @Test
    void inspectFile_luaScript_getsTheValue() throws IOException {
        Files.writeString(
                directory.resolve("scan.lua"),
                "function main(name) if name:find('virus', 1, true) then return 'found ' .. name end end");
        try (Waf waf = builder()
                .rules("SecRule ARGS \"@inspectFile scan.lua\" \"id:1,deny\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.1", "/?a=a+virus"))).isEqualTo(1);
            assertThat(rule(request(waf, "192.0.2.1", "/?a=flower"))).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"block,1", "log,"})
    void script_failing_isAnErrorOfTheRule(String action, @Nullable Integer rule) throws IOException {
        Files.writeString(directory.resolve("fails.lua"), "function main() error('broken') end");
        try (Waf waf = builder()
                .rules("SecRxErrorAction " + action + "\nSecRuleScript fails.lua \"id:1,phase:1,deny\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.1", "/"))).isEqualTo(rule);
            assertThat(waf.statistics().ruleErrors()).isEqualTo(1);
        }
        try (Waf waf = builder()
                .rules("SecAction \"id:1,phase:1,pass,exec:fails.lua,setvar:tx.after=1\"", "r")
                .build()) {
            Transaction transaction = request(waf, "192.0.2.1", "/");
            assertThat(transaction.variable("tx.after")).isEqualTo("1");
            assertThat(waf.statistics().ruleErrors()).isEqualTo(1);
        }
    }

    @Test
    void script_endless_isEnded() throws IOException {
        Files.writeString(directory.resolve("endless.lua"), "function main() while true do end end");
        try (Waf waf = builder()
                .rules("SecRuleScript endless.lua \"id:1,phase:1,deny\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.1", "/"))).isEqualTo(1);
        }
    }

    @Test
    void script_unusable_stopsTheStart() throws IOException {
        Files.writeString(directory.resolve("bad.lua"), "function main(");
        refused("SecRuleScript bad.lua \"id:1\"", "doesn't compile");
        refused("SecRuleScript none.lua \"id:1\"", "none.lua");
        refused("SecRuleScript a.lua \"id:1\" \"x\"", "words");
        refused("SecAction \"id:1,exec:/bin/echo\"", "programs aren't started");
        refused("SecRule ARGS \"@inspectFile scan.sh\" \"id:1\"", "start no programs");
        refused("SecRule ARGS \"@inspectFile\" \"id:1\"", "no file");
    }

    @Test
    void scripts_engineOfTheBuilder_runsThem() throws IOException {
        Files.writeString(directory.resolve("any.js"), "source");
        RuleScriptEngine engine = new RuleScriptEngine() {
            @Override
            public String suffix() {
                return ".js";
            }

            @Override
            public dev.resty.waf.RuleScript compile(String name, byte[] source) {
                return (transaction, value) -> new String(source) + transaction.transform("uppercase", value) + "!";
            }
        };
        try (Waf waf = builder()
                .scripts(engine)
                .rules("SecRule ARGS \"@inspectFile any.js\" \"id:1,deny\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.1", "/?a=x"))).isEqualTo(1);
        }
    }

    @Test
    void inspectFile_program_matchesByItsOutput() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(directory.resolve("Scan.java"), """
                class Scan {
                    public static void main(String[] args) {
                        System.out.println(args[0].contains("virus") ? "0 found" : "1 clean");
                    }
                }
                """);
        Path program = directory.resolve("scan");
        if (!program.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Files.writeString(
                program, "#!/bin/sh\nexec " + java + " -Xint " + directory.resolve("Scan.java") + " \"$1\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        try (Waf waf = builder()
                .programs(Duration.ofSeconds(60))
                .rules("SecRule ARGS \"@inspectFile scan\" \"id:1,deny\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.1", "/?a=virus;rm"))).isEqualTo(1);
            assertThat(rule(request(waf, "192.0.2.1", "/?a=flower"))).isNull();
        }
    }

    @Test
    void inspectFile_programThatTakesTooLong_isAnErrorOfTheRule() throws IOException {
        Path program = directory.resolve("slow");
        if (!program.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Files.writeString(program, "#!/bin/sh\nwhile :; do :; done\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        try (Waf waf = builder()
                .programs(Duration.ofMillis(50))
                .rules("SecRule ARGS \"@inspectFile slow\" \"id:1,deny\"", "r")
                .build()) {
            assertThat(rule(request(waf, "192.0.2.1", "/?a=x"))).isEqualTo(1);
            assertThat(waf.statistics().ruleErrors()).isEqualTo(1);
        }
    }

    @Test
    void filesTmpnames_scriptReadsTheUpload_andItIsGoneAtTheEnd() throws IOException {
        Files.writeString(directory.resolve("scan.lua"), """
                function main(name)
                    local file = assert(io.open(name, "rb"))
                    local content = file:read("*a")
                    file:close()
                    if content:find("virus", 1, true) then return "found" end
                end
                """);
        Path uploads = Files.createDirectory(directory.resolve("uploads"));
        try (Waf waf = builder()
                .rules(
                        "SecRequestBodyAccess On\nSecUploadDir " + uploads
                                + "\nSecRule FILES_TMPNAMES \"@inspectFile scan.lua\" \"id:1,phase:2,deny\"",
                        "r")
                .build()) {
            for (String content : List.of("a virus", "a flower")) {
                try (Transaction transaction = waf.newTransaction()) {
                    transaction.requestLine("POST", "/", "HTTP/1.1");
                    transaction.addRequestHeader("Content-Type", "multipart/form-data; boundary=b");
                    transaction.processRequestHeaders();
                    byte[] body = ("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n\r\n"
                                    + content + "\r\n--b--\r\n")
                            .getBytes();
                    transaction.appendRequestBody(body, 0, body.length);
                    transaction.processRequestBody();
                    assertThat(rule(transaction) != null).isEqualTo(content.equals("a virus"));
                    assertThat(uploads).isNotEmptyDirectory();
                }
                assertThat(uploads).isEmptyDirectory();
            }
        }
        refused("SecUploadDir " + directory.resolve("none"), "no directory");
    }

    @Test
    void uploads_areKeptAsTheSettingSays() throws IOException {
        Path uploads = Files.createDirectory(directory.resolve("kept"));
        String rule = "\nSecRule FILES \"@contains bad\" \"id:1,phase:2,pass\"";
        assertThat(kept(uploads, "SecUploadKeepFiles On" + rule, "good")).containsExactly("content");
        assertThat(kept(uploads, "SecUploadKeepFiles RelevantOnly" + rule, "good"))
                .isEmpty();
        assertThat(kept(uploads, "SecUploadKeepFiles RelevantOnly" + rule, "bad"))
                .containsExactly("content");
        assertThat(kept(uploads, rule, "bad")).isEmpty();
    }

    /** What files hold that are there when a transaction with one upload has ended; they are taken away. */
    private List<String> kept(Path uploads, String rules, String name) throws IOException {
        boolean posix = uploads.getFileSystem().supportedFileAttributeViews().contains("posix");
        String settings =
                "SecRequestBodyAccess On\nSecUploadDir " + uploads + '\n' + (posix ? "SecUploadFileMode 0640\n" : "");
        try (Waf waf = builder().rules(settings + rules, "r").build();
                Transaction transaction = waf.newTransaction("tx/1")) {
            transaction.requestLine("POST", "/", "HTTP/1.1");
            transaction.addRequestHeader("Content-Type", "multipart/form-data; boundary=b");
            transaction.processRequestHeaders();
            byte[] body = ("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name
                            + "\"\r\n\r\ncontent\r\n" + "--b--\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            transaction.appendRequestBody(body, 0, body.length);
            transaction.processRequestBody();
        }
        List<String> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(uploads)) {
            for (Path file : files.toList()) {
                assertThat(file.getFileName().toString()).startsWith("resty-upload-tx_1-");
                if (posix) {
                    assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
                }
                contents.add(Files.readString(file));
                Files.delete(file);
            }
        }
        return contents;
    }
}

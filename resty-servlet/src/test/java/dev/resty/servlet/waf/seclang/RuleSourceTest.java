// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleSourceTest {

    @TempDir
    Path directory;

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    private List<Statement> parse(String name) {
        return SecLangParser.parse(RuleSource.file(directory.resolve(name)));
    }

    private static List<String> places(List<Statement> statements) {
        return statements.stream()
                .map(statement -> Path.of(statement.place().file()).getFileName() + ":"
                        + statement.place().line())
                .toList();
    }

    @Test
    void include_glob_readsFilesInTheOrderOfTheirNamesRelativeToTheIncludingFile() throws Exception {
        write("main.conf", "SecMarker a\nInclude rules/*.conf\nSecMarker z");
        write("rules/20-b.conf", "SecMarker b");
        write("rules/10-c.conf", "Include more/d.conf\nSecMarker c");
        write("rules/more/d.conf", "SecMarker d");
        write("rules/README", "not SecLang");

        assertThat(places(parse("main.conf")))
                .containsExactly("main.conf:1", "d.conf:1", "10-c.conf:2", "20-b.conf:1", "main.conf:3");
    }

    @Test
    void include_globInDirectoryName_readsFilesOfAll() throws Exception {
        write("main.conf", "Include \"plugins-?/*-before.conf\"");
        write("plugins-2/x-before.conf", "SecMarker 2");
        write("plugins-1/y-before.conf", "SecMarker 1");
        write("plugins-1/y-after.conf", "SecMarker no");

        assertThat(places(parse("main.conf"))).containsExactly("y-before.conf:1", "x-before.conf:1");
    }

    @Test
    void include_nothingThere_isRefusedUnlessOptional() throws Exception {
        write("main.conf", "IncludeOptional none/*.conf\nIncludeOptional none.conf\nInclude no-*.conf");

        assertThatThrownBy(() -> parse("main.conf"))
                .hasMessage(directory.resolve("main.conf") + ":3: Include: no file matches "
                        + directory.resolve("no-*.conf"));
        write("main.conf", "Include none.conf");
        assertThatThrownBy(() -> parse("main.conf"))
                .hasMessage(directory.resolve("main.conf") + ":1: Include: no file " + directory.resolve("none.conf"));
        write("main.conf", "Include .");
        assertThatThrownBy(() -> parse("main.conf"))
                .hasMessageStartingWith(directory.resolve("main.conf") + ":1: ")
                .hasMessageEndingWith(" is a directory: name the files in it, as "
                        + directory.resolve(".").resolve("*.conf"));
    }

    @Test
    void include_ofItself_isRefused() throws Exception {
        write("a.conf", "Include b.conf");
        write("b.conf", "SecMarker x\nInclude ./../" + directory.getFileName() + "/a.conf");

        assertThatThrownBy(() -> parse("a.conf")).isInstanceOfSatisfying(SecLangSyntaxException.class, e -> {
            assertThat(e.place().line()).isEqualTo(2);
            assertThat(e.problem()).startsWith("includes go in a circle: ").contains("b.conf -> ");
        });
    }

    @Test
    void include_sameFileTwice_isReadTwice() throws Exception {
        write("a.conf", "Include b.conf\nInclude b.conf");
        write("b.conf", "SecMarker x");

        assertThat(parse("a.conf")).hasSize(2);
    }

    @Test
    void file_missing_isRefusedByItsName() {
        assertThatThrownBy(() -> parse("none.conf"))
                .hasMessage(directory.resolve("none.conf") + ": no file " + directory.resolve("none.conf"));
    }

    @Test
    void data_isRelativeToTheFileItIsNamedIn() throws Exception {
        write("main.conf", "Include rules/a.conf");
        write("rules/a.conf", "SecRule ARGS \"@pmFromFile words.data\" \"id:1\"");
        write("rules/words.data", "one\ntwo");
        RuleSource source = parse("main.conf").get(0).place().source();

        assertThat(new String(source.data("words.data"), StandardCharsets.ISO_8859_1))
                .isEqualTo("one\ntwo");
        assertThatThrownBy(() -> source.data("no.data"))
                .isInstanceOf(IOException.class)
                .hasMessage("no file " + directory.resolve("rules/no.data"));
    }

    @Test
    void text_includesRelativeToItsDirectory() throws Exception {
        write("b.conf", "SecMarker x");

        assertThat(places(SecLangParser.parse(RuleSource.text("Include b.conf", "inline", directory))))
                .containsExactly("b.conf:1");
    }

    @Test
    void resource_inJar_includesAndDataAreRelativeToIt() throws Exception {
        Path jar = directory.resolve("rules.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            entry(out, "waf/main.conf", "Include rules/*.conf\nInclude /waf/rules/../last.conf");
            entry(out, "waf/rules/2.conf", "SecMarker b");
            entry(out, "waf/rules/1.conf", "SecMarker a");
            entry(out, "waf/rules/deeper/3.conf", "SecMarker no");
            entry(out, "waf/rules/words.data", "x");
            entry(out, "waf/last.conf", "SecMarker z");
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            List<Statement> statements = SecLangParser.parse(RuleSource.resource("waf/main.conf", loader));

            assertThat(statements)
                    .extracting(statement -> statement.place().toString())
                    .containsExactly(
                            "classpath:waf/rules/1.conf:1",
                            "classpath:waf/rules/2.conf:1",
                            "classpath:waf/last.conf:1");
            assertThat(statements.get(0).place().source().data("words.data")).containsExactly('x');
            assertRefused(loader, "Include none.conf", "no resource classpath:waf/none.conf");
        }
    }

    private static void assertRefused(ClassLoader loader, String name, String message) {
        RuleSource source = RuleSource.resource("waf/main.conf", loader);
        assertThatThrownBy(() -> source.include(name.substring("Include ".length())))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    private static void entry(JarOutputStream out, String name, String text) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.closeEntry();
    }

    @Test
    void resource_inDirectory_listsGlobs() throws Exception {
        write("classes/waf/main.conf", "Include *.rules");
        write("classes/waf/b.rules", "SecMarker b");
        write("classes/waf/a.rules", "SecMarker a");
        URL[] classes = {directory.resolve("classes").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, null)) {
            assertThat(SecLangParser.parse(RuleSource.resource("/waf/main.conf", loader)))
                    .extracting(statement -> statement.place().toString())
                    .containsExactly("classpath:waf/a.rules:1", "classpath:waf/b.rules:1");
        }
    }
}

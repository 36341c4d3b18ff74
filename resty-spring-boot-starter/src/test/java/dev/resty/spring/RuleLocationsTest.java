// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.conf.ConfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.DefaultResourceLoader;

/** What files the locations of {@code resty.waf.rules} stand for. */
class RuleLocationsTest {

    private final RuleLocations locations = new RuleLocations(new DefaultResourceLoader());

    @TempDir
    Path folder;

    private void write(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "SecRuleEngine On\n");
    }

    private java.util.List<String> expand(String location) {
        return locations.expand(location, "resty.waf.rules[0]");
    }

    @Test
    void file_andGlob_areWhatTheyAre() throws Exception {
        write("a.conf");

        assertThat(expand(folder + "/a.conf")).containsExactly(folder + "/a.conf");
        assertThat(expand("file:" + folder + "/*.conf")).containsExactly(folder + "/*.conf");
        assertThat(expand(folder.toString())).containsExactly(folder + "/*.conf");
        assertThat(locations.folders()).containsExactly(folder);
        assertThat(locations.coreRuleSet()).isFalse();
    }

    @Test
    void folderOfTheCoreRuleSet_setupFirst_pluginsAround() throws Exception {
        write("crs-setup.conf.example");
        write("rules/REQUEST-901.conf");
        write("plugins/x-before.conf");
        write("plugins/x-after.conf");

        assertThat(expand(folder.toString()))
                .containsExactly(
                        folder + "/crs-setup.conf.example",
                        folder + "/plugins/*-before.conf",
                        folder + "/rules/*.conf",
                        folder + "/plugins/*-after.conf");
        assertThat(locations.coreRuleSet()).isTrue();
    }

    @Test
    void coreRuleSetWithoutSetup_needsOneBefore() throws Exception {
        write("crs/rules/REQUEST-901.conf");
        write("etc/crs-setup.conf");

        assertThatThrownBy(() -> expand(folder + "/crs"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("no crs-setup.conf");
        expand(folder + "/etc/crs-setup.conf");
        assertThat(expand(folder + "/crs")).containsExactly(folder + "/crs/rules/*.conf");
    }

    @Test
    void jarOfTheCoreRuleSet_isFoundInside() throws Exception {
        Path jar = folder.resolve("crs.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : new String[] {
                "crs-4/crs-setup.conf", "crs-4/rules/B.conf", "crs-4/rules/A.conf", "crs-4/rules/a.data"
            }) {
                out.putNextEntry(new JarEntry(name));
                out.closeEntry();
            }
        }

        assertThat(expand(jar.toString()))
                .containsExactly(
                        "classpath:crs-4/crs-setup.conf",
                        "classpath:crs-4/rules/A.conf",
                        "classpath:crs-4/rules/B.conf");
        assertThat(locations.jars()).hasSize(1);
    }

    @Test
    void classPath_filesFoldersAndTheCoreRuleSet() {
        assertThat(expand("classpath:waf/plain/evil.conf")).containsExactly("classpath:waf/plain/evil.conf");
        assertThat(expand("classpath:waf/plain/")).containsExactly("classpath:waf/plain/evil.conf");
        assertThat(expand("classpath:waf/plain/*.conf")).containsExactly("classpath:waf/plain/evil.conf");
        assertThat(expand("classpath:/waf/crs"))
                .containsExactly("classpath:waf/crs/crs-setup.conf.example", "classpath:waf/crs/rules/REQUEST-1.conf");
    }

    @Test
    void whatIsNotThere_isSaid() throws Exception {
        Files.createDirectories(folder.resolve("empty"));

        assertThatThrownBy(() -> expand(folder + "/none.conf"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("isn't there")
                .hasMessageContaining("resty.waf.rules[0]");
        assertThatThrownBy(() -> expand(folder + "/empty")).hasMessageContaining("has no files *.conf");
        assertThatThrownBy(() -> expand("classpath:waf/*.none")).hasMessageContaining("finds nothing");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.JavaSources.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What has to be documented, in all modules. */
class JavadocTest {

    @Test
    void everyPublicTypeAndMethodHasJavadoc() throws IOException {
        List<Declared> declared = JavaSources.all();

        assertThat(declared).hasSizeGreaterThan(500);
        assertThat(declared.stream()
                        .filter(it -> it.visible() && it.ownDoc() && isBlank(it.doc()))
                        .map(it -> it.file() + ": " + it.name()))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatLivesThere() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path root : JavaSources.roots()) {
            try (Stream<Path> folders = Files.walk(root)) {
                folders.filter(JavadocTest::hasTypes)
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                        .forEach(folder -> silent.add(root.relativize(folder).toString()));
            }
        }
        assertThat(silent).isEmpty();
    }

    private static boolean hasTypes(Path folder) {
        String[] files = folder.toFile().list((in, name) -> name.endsWith(".java"));
        return files != null && files.length > 0;
    }

    private static boolean isBlank(String doc) {
        return doc == null || doc.isBlank();
    }
}

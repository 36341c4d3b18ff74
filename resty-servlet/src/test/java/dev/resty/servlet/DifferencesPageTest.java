// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.JavaSources.Declared;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code site/differences.md} collects what the Javadoc calls a difference. */
class DifferencesPageTest {

    private static final Pattern FROM_OPENRESTY = differenceFrom("OpenResty");

    private static final Pattern FROM_MODSECURITY = differenceFrom("ModSecurity");

    private static final Pattern TAG = Pattern.compile("\\{@\\w+\\s+([^{}]*)}");

    private static Pattern differenceFrom(String other) {
        return Pattern.compile(
                "Differs from " + other + ":\\s*(.+?)(?=\\n\\s*\\n|\\n\\s*<p>|\\n\\s*@\\w|\\s*</|\\z)", Pattern.DOTALL);
    }

    @Test
    void pageOnTheWaf_namesEveryDifferenceOfTheJavadoc() throws IOException {
        StringBuilder text = new StringBuilder();
        byFile(JavaSources.all(), FROM_MODSECURITY).values().forEach(text::append);
        SitePage.of("waf.md").holds("differences", text.toString());
    }

    @Test
    void page_namesEveryDifferenceOfTheJavadoc() throws IOException {
        StringBuilder text = new StringBuilder();
        byFile(JavaSources.all(), FROM_OPENRESTY).forEach((area, lines) -> {
            text.append("### ").append(area).append("\n\n").append(lines).append('\n');
        });
        SitePage.of("differences.md").holds("from the code", text.toString());
    }

    @Test
    void plain_javadocMarkup_becomesMarkdown() {
        assertThat(plain("who {@code waits} is\n woken, see {@link #unlock(String)}"))
                .isEqualTo("Who `waits` is woken, see `unlock(String)`.");
    }

    private static Map<String, StringBuilder> byFile(List<Declared> declared, Pattern pattern) {
        Map<String, StringBuilder> areas = new TreeMap<>();
        for (Declared it : declared) {
            if (it.doc() == null) {
                continue;
            }
            Matcher difference = pattern.matcher(it.doc());
            while (difference.find()) {
                areas.computeIfAbsent(packageOf(it.file()), area -> new StringBuilder())
                        .append("- **")
                        .append(it.name())
                        .append("** ")
                        .append(plain(difference.group(1)))
                        .append('\n');
            }
        }
        return areas;
    }

    /** {@code resty-api/src/main/java/dev/resty/lock/RestyLock.java} is of {@code dev.resty.lock}. */
    private static String packageOf(String file) {
        String type = file.substring(file.indexOf("dev/"));
        return type.substring(0, type.lastIndexOf('/')).replace('/', '.');
    }

    private static String plain(String doc) {
        String text = TAG.matcher(doc)
                .replaceAll(tag ->
                        Matcher.quoteReplacement("`" + tag.group(1).strip().replaceFirst("^.*?#", "") + "`"));
        text = text.replaceAll("\\s+", " ").strip();
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }
}

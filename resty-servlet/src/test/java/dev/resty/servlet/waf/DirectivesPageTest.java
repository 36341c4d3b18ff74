// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.SitePage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on the WAF lists the directives of SecLang that have no effect. */
class DirectivesPageTest {

    @Test
    void page_listsEveryDirectiveWithoutEffect() {
        Map<String, String> names = new LinkedHashMap<>();
        WithoutEffect.REASONS.forEach(
                (name, reason) -> names.merge(reason, '`' + name + '`', (some, more) -> some + ", " + more));
        String rows = names.entrySet().stream()
                .map(row -> "| " + row.getValue() + " | " + row.getKey() + " |")
                .collect(Collectors.joining("\n"));
        SitePage.of("waf.md").holds("without effect", "| | |\n|---|---|\n" + rows);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.SitePage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on the WAF lists the directives of SecLang that have no effect. */
class DirectivesPageTest {

    @Test
    void page_listsEveryDirectiveWithoutEffect() {
        String names = Directives.WITHOUT_EFFECT.stream()
                .sorted()
                .map(name -> '`' + name + '`')
                .collect(Collectors.joining(",\n"));
        SitePage.of("waf.md").holds("without effect", names + ".");
    }
}

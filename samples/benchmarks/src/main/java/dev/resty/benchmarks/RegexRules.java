// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.util.List;

/** What the regexes are measured with: rules as people write them for a WAF, all of which ignore case, and subjects. */
final class RegexRules {

    /** Two words of SQL near each other, or one of two statements: not in {@link #TEXT}. */
    static final String MISS = "\\bunion\\b[\\s\\S]{0,40}?\\bselect\\b|\\binsert\\s+into\\b|\\bdelete\\s+from\\b";

    /** A date, at the end of {@link #TEXT}. */
    static final String HIT = "(\\d{4})-(\\d{2})-(\\d{2})$";

    /** A host, sixteen times in {@link #PAGE}. */
    static final String HOST = "internal\\.example\\.test";

    /** 200 bytes of a query. */
    static final RegexEngine.Subject TEXT = RegexEngine.Subject.of(text());

    /** 16 KiB of HTML. */
    static final RegexEngine.Subject PAGE = RegexEngine.Subject.of(page());

    /** Values of 10 to 40 bytes. */
    static final List<RegexEngine.Subject> SHORT = List.of(
            RegexEngine.Subject.of("price.desc"),
            RegexEngine.Subject.of("/catalogue/shoes"),
            RegexEngine.Subject.of("blue suede shoes size 42"),
            RegexEngine.Subject.of("session=0d8ab1c07fe24a5b9a3fd2c1e6b7a849"));

    /** 64 KiB of prose without a match of any rule. */
    static final RegexEngine.Subject PROSE = RegexEngine.Subject.of(
            "The parcel came on a Tuesday; nobody had ordered it, and the label told of another street. ".repeat(720));

    /** Twenty rules of a WAF. */
    static final List<String> WAF = List.of(
            "\\bunion\\b[\\s\\S]{0,40}?\\bselect\\b",
            "\\b(?:or|and)\\b\\s+['\"]?\\d+['\"]?\\s*=\\s*['\"]?\\d+",
            "\\b(?:insert\\s+into|delete\\s+from|drop\\s+table|update\\s+\\w+\\s+set)\\b",
            "\\b(?:sleep|benchmark|pg_sleep|waitfor\\s+delay)\\s*\\(",
            "\\binformation_schema\\b|\\bsys\\.(?:tables|objects)\\b",
            "<script[^>]*>",
            "\\bon(?:error|load|click|mouseover|focus)\\s*=",
            "(?:javascript|vbscript)\\s*:",
            "<(?:iframe|object|embed|svg|img)\\b[^>]*\\bsrc\\s*=",
            "\\b(?:document|window)\\s*\\.\\s*(?:cookie|location)",
            "\\.\\./|\\.\\.\\\\",
            "/etc/(?:passwd|shadow|group)|/proc/self/environ",
            "(?:^|[;&|`])\\s*(?:cat|ls|wget|curl|nc|bash|sh)\\s",
            "\\$\\{[^}]*(?:jndi|env|sys|lower|upper)\\s*:",
            "%00|\\x00",
            "\\b(?:php|data|expect|zip|phar)://",
            "<\\?(?:php|=)",
            "\\{\\{.*?\\}\\}|\\{%.*?%\\}",
            "\\b(?:sqlmap|nikto|nmap|masscan|acunetix|dirbuster)\\b",
            "[\\r\\n]\\s*(?:set-cookie|location|content-type)\\s*:");

    private RegexRules() {}

    private static String text() {
        String start = "sort=price.desc&q=blue suede shoes size 42&from=2024-list&note=the quick brown fox jumps over "
                + "the lazy dog and then selects a table by the window, no harm meant; ordered on ";
        return start + "z".repeat(200 - start.length() - 10) + "2026-11-21";
    }

    private static String page() {
        StringBuilder page = new StringBuilder();
        for (int i = 1; i <= 16; i++) {
            String row = "<li><a href=\"http://internal.example.test/item/%03d\">item</a> ".formatted(i);
            page.append(row).append("x".repeat(1024 - row.length() - 6)).append("</li>\n");
        }
        return page.toString();
    }
}

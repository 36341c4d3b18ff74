// SPDX-License-Identifier: Apache-2.0
/**
 * SecLang's {@code @detectSQLi} and {@code @detectXSS}: libinjection's published algorithm on spans of bytes. Needs nothing of
 * ours.
 *
 * <p>SQL: {@link SqlInjection} reads the input in three contexts, {@code SqlScanner} cuts it into tokens, {@code SqlFolding}
 * reduces them to at most five, {@code SqlVerdict} looks their types up among the known fingerprints. Scripts:
 * {@link ScriptInjection} reads the input in five contexts, {@code HtmlScanner} cuts it into tokens as browsers do,
 * {@code Markup} knows which tags, attributes and URLs can run a script.
 */
@NullMarked
package dev.resty.servlet.waf.injection;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * SecLang's {@code @detectSQLi}: libinjection's published algorithm on spans of bytes. Needs nothing of ours.
 *
 * <p>{@link SqlInjection} reads the input in three contexts, {@code SqlScanner} cuts it into tokens, {@code SqlFolding} reduces
 * them to at most five, {@code SqlVerdict} looks their types up among the known fingerprints.
 */
@NullMarked
package dev.resty.servlet.waf.injection;

import org.jspecify.annotations.NullMarked;

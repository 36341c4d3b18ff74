// SPDX-License-Identifier: Apache-2.0
/**
 * A web application firewall that runs SecLang rules (ModSecurity's language) in this JVM: rule sets, transactions, what
 * they found. Knows nothing of servlets, so that a server, a message consumer or a test drives it alike. May use
 * {@code dict}.
 */
@NullMarked
package dev.resty.waf;

import org.jspecify.annotations.NullMarked;

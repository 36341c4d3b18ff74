// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/**
 * A value that a rule matched on, as ISO-8859-1 view of bytes, untrusted and not escaped.
 *
 * @param variable {@code ARGS:name}, {@code REQUEST_URI} …, as MATCHED_VAR_NAME has it
 * @param value after the rule's transformations
 */
public record MatchedValue(String variable, String value) {}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/**
 * A value that a rule matched on, as ISO-8859-1 view of bytes, untrusted and not escaped.
 *
 * @param variable {@code ARGS:name}, {@code REQUEST_URI} …, as MATCHED_VAR_NAME has it; of a long name the
 *     beginning, too
 * @param value after the rule's transformations; of a long one the first 2,048 bytes, or once a transaction has kept 128 KiB of
 *     values 256
 */
public record MatchedValue(String variable, String value) {}

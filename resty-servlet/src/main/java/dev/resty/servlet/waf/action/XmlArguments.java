// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

/** {@code SecParseXmlIntoArgs}: whether the texts of an XML body's elements are arguments too. */
public enum XmlArguments {
    /** They are in {@code XML} only. */
    OFF,
    /** They are in {@code XML} and in {@code ARGS_POST}. */
    ON,
    /** They are in {@code ARGS_POST} only. */
    ONLY_ARGS
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/** What kind of application the embedded rules guard. */
public enum RuleProfile {
    /** Pages and forms. */
    WEB,
    /** REST, GraphQL and OData: the methods, content types and query syntax these use are no attack. */
    API
}

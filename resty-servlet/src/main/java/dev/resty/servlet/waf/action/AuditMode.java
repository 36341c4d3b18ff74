// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

/** {@code SecAuditEngine}: which transactions are written to the audit log. */
public enum AuditMode {
    /** All. */
    ON,
    /** None. */
    OFF,
    /** Those with a match of a rule that has {@code auditlog}, and those with a status of {@code SecAuditLogRelevantStatus}. */
    RELEVANT_ONLY
}

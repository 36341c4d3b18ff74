// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.waf.action.AuditMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions are audited, and where to.
 *
 * @param mode {@code SecAuditEngine}
 * @param parts {@code SecAuditLogParts}, letters from A to Z
 * @param file {@code SecAuditLog}: what serial entries are appended to, or the index of concurrent ones; null without one
 * @param concurrent whether {@code SecAuditLogType} is {@code Concurrent}: a file for each entry
 * @param directory {@code SecAuditLogStorageDir}, where those files are; null without one
 * @param relevantStatus {@code SecAuditLogRelevantStatus}, searched in a status of three digits; null without one
 */
record AuditSettings(
        AuditMode mode,
        String parts,
        @Nullable Path file,
        boolean concurrent,
        @Nullable Path directory,
        @Nullable Pattern relevantStatus) {}

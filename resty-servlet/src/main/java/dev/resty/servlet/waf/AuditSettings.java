// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.waf.action.AuditMode;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions are audited, and where to.
 *
 * @param mode {@code SecAuditEngine}
 * @param parts {@code SecAuditLogParts}, letters from A to Z
 * @param file {@code SecAuditLog}: what serial entries are appended to, or the index of concurrent ones; null without one
 * @param file2 {@code SecAuditLog2}: another index of concurrent entries; null without one
 * @param concurrent whether {@code SecAuditLogType} is {@code Concurrent}: a file for each entry
 * @param directory {@code SecAuditLogStorageDir}, where those files are; null without one
 * @param directoryMode {@code SecAuditLogDirMode}, as far as the process's umask lets it; null for what the system does
 * @param fileMode {@code SecAuditLogFileMode}, likewise
 * @param relevantStatus {@code SecAuditLogRelevantStatus}, searched in a status of three digits; null without one
 */
record AuditSettings(
        AuditMode mode,
        String parts,
        @Nullable Path file,
        @Nullable Path file2,
        boolean concurrent,
        @Nullable Path directory,
        @Nullable Set<PosixFilePermission> directoryMode,
        @Nullable Set<PosixFilePermission> fileMode,
        @Nullable Pattern relevantStatus) {}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of uploaded files.
 *
 * @param directory {@code SecUploadDir}: where they are while rules look at them, and where they are kept; the system's otherwise
 * @param keep {@code SecUploadKeepFiles}
 * @param mode {@code SecUploadFileMode}; null for the process's user alone
 */
record UploadSettings(Path directory, Keep keep, @Nullable Set<PosixFilePermission> mode) {

    /** Which files are kept when their transaction has ended. */
    enum Keep {
        ALL,
        NONE,
        OF_RELEVANT_REQUESTS
    }
}

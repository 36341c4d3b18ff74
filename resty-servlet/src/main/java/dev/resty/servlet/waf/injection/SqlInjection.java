// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an input would change the SQL statement that an application puts it into: SecLang's {@code @detectSQLi}. The input
 * is tried as it is and as the inside of a single- or double-quoted string, for MySQL and for the standard. Safe for concurrent
 * use; the time is linear in the length; nothing is allocated for an input that's none.
 */
public final class SqlInjection {

    private static final Pool<SqlVerdict> VERDICTS = new Pool<>(SqlVerdict::new);

    private SqlInjection() {}

    /**
     * Judges the bytes from {@code from} to before {@code to}.
     *
     * @return the types of the tokens that gave it away, one to five ASCII characters such as {@code s&1c}; null where it's no
     *     injection
     * @throws IndexOutOfBoundsException where the span isn't within the bytes
     */
    public static @Nullable String fingerprint(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        if (from == to) {
            return null;
        }
        int signs = SqlBytes.signs(bytes, from, to);
        if (SqlBytes.isPlain(bytes[from], signs)) {
            return null;
        }
        SqlVerdict verdict = VERDICTS.take();
        String fingerprint = verdict.fingerprint(bytes, from, to, signs);
        VERDICTS.giveBack(verdict);
        return fingerprint;
    }
}

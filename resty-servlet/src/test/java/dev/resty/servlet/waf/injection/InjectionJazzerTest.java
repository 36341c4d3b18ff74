// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Any bytes get a verdict, and those around a span have no part in it. */
class InjectionJazzerTest {

    /** These bytes between two others, so that a span is not its array. */
    private static byte[] between(byte[] bytes, char around) {
        byte[] array = new byte[bytes.length + 2];
        Arrays.fill(array, (byte) around);
        System.arraycopy(bytes, 0, array, 1, bytes.length);
        return array;
    }

    @FuzzTest(maxDuration = "90s")
    void fingerprint_anySpan_dependsOnTheSpanAlone(byte[] bytes) {
        String alone = SqlInjection.fingerprint(bytes, 0, bytes.length);

        assertThat(SqlInjection.fingerprint(between(bytes, '\''), 1, bytes.length + 1))
                .isEqualTo(alone);
        assertThat(SqlInjection.fingerprint(between(bytes, '1'), 1, bytes.length + 1))
                .isEqualTo(alone);
    }

    @FuzzTest(maxDuration = "90s")
    void isAttack_anySpan_dependsOnTheSpanAlone(byte[] bytes) {
        boolean alone = ScriptInjection.isAttack(bytes, 0, bytes.length);

        assertThat(ScriptInjection.isAttack(between(bytes, '>'), 1, bytes.length + 1))
                .isEqualTo(alone);
        assertThat(ScriptInjection.isAttack(between(bytes, '='), 1, bytes.length + 1))
                .isEqualTo(alone);
    }
}

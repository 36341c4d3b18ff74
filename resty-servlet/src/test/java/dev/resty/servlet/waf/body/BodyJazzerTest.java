// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Every processor takes any bytes, the whole of a body and the part before a limit: an error is told, never thrown. */
class BodyJazzerTest {

    private static final String TYPE = "multipart/form-data; boundary=b1";

    private static void process(String processor, byte[] body) {
        assertThat(Found.in(processor, body, TYPE, true, BodyLimits.DEFAULT).arguments())
                .doesNotContainNull();
        assertThat(Found.in(processor, body, TYPE, false, BodyLimits.DEFAULT).arguments())
                .doesNotContainNull();
    }

    @FuzzTest(maxDuration = "45s")
    void urlencoded_anyBytes_isProcessed(byte[] body) {
        process("URLENCODED", body);
    }

    @FuzzTest(maxDuration = "45s")
    void multipart_anyBytes_isProcessed(byte[] body) {
        process("MULTIPART", body);
    }

    @FuzzTest(maxDuration = "45s")
    void json_anyBytes_isProcessed(byte[] body) {
        process("JSON", body);
    }

    @FuzzTest(maxDuration = "45s")
    void xml_anyBytes_isProcessed(byte[] body) {
        process("XML", body);
    }
}

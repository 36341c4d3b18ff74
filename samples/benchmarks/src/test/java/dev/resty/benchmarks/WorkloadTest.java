// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The workloads do what their figures are said to be about. */
class WorkloadTest {

    @ParameterizedTest
    @EnumSource(Workload.class)
    void workload_itsRequest_isAnsweredByTheApplication(Workload workload) throws Exception {
        try (MemoryPipeline pipeline = new MemoryPipeline(workload.variant())) {
            MemoryRequest.Plan plan = new MemoryRequest.Plan(workload.shape());
            for (int i = 0; i < 3; i++) {
                MemoryResponse response = pipeline.answer(plan);
                assertThat(response.getStatus()).isEqualTo(200);
                assertThat(response.written()).isGreaterThan(0);
            }
        }
    }

    @Test
    void waf_attack_is403() throws Exception {
        try (MemoryPipeline pipeline = new MemoryPipeline(Variant.WAF)) {
            MemoryResponse response = pipeline.answer(new MemoryRequest.Plan(Shape.ATTACK));
            assertThat(response.getStatus()).isEqualTo(403);
        }
    }

    @Test
    void bodyFilter_page_hasPublicHostAndNoBackend() throws Exception {
        try (MemoryPipeline pipeline = new MemoryPipeline(Variant.PAGE)) {
            MemoryResponse response = pipeline.answer(new MemoryRequest.Plan(Shape.PAGE));
            String body = new String(pipeline.body((int) response.written()), StandardCharsets.ISO_8859_1);
            assertThat(body).contains("http://www.example.test/item/16").doesNotContain("internal");
            assertThat(response.getHeader("X-Backend")).isNull();
            assertThat(response.getHeader("X-Frame-Options")).isEqualTo("DENY");
        }
    }

    @Test
    void post_body_isWholeAndOfItsLength() {
        assertThat(Shape.POST.body()).hasSize(512);
    }
}

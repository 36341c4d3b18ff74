// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The application with a variant in front of it, without a container. Used by one thread. */
final class MemoryPipeline implements AutoCloseable {

    private final App app = new App();
    private final @Nullable Filter filter;
    private final FilterChain chain = app::service;
    private final byte[] buffer = new byte[32 * 1024];

    MemoryPipeline(Variant variant) {
        this.filter = variant.filter();
    }

    /** Answers a request. */
    MemoryResponse answer(MemoryRequest.Plan plan) throws IOException, ServletException {
        MemoryRequest request = new MemoryRequest(plan);
        MemoryResponse response = new MemoryResponse(buffer);
        if (filter == null) {
            chain.doFilter(request, response);
        } else {
            filter.doFilter(request, response, chain);
        }
        return response;
    }

    /** The body of the last answer. */
    byte[] body(int length) {
        return java.util.Arrays.copyOf(buffer, length);
    }

    @Override
    public void close() {
        if (filter instanceof dev.resty.servlet.RestyFilter resty && resty.engine() != null) {
            resty.engine().close();
        }
    }
}

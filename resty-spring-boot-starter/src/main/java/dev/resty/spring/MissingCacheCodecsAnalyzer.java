// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do where there is neither Jackson nor a codec. */
final class MissingCacheCodecsAnalyzer extends AbstractFailureAnalyzer<MissingCacheCodecsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MissingCacheCodecsException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Add Jackson, such as by spring-boot-starter-json, so that there is an ObjectMapper or JsonMapper bean;"
                        + " or declare a bean of dev.resty.spring.RestyCacheCodecs; or leave the caches to another"
                        + " CacheManager, by spring.cache.type or a bean of yours.",
                cause);
    }
}

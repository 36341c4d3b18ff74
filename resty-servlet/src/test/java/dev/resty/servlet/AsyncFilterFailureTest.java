// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that answers asynchronously, behind filters that fail. */
@Timeout(60)
class AsyncFilterFailureTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headerFilterFails_theAnswerIsA500AndNotAnEmptyPage(boolean onTomcat) throws Exception {
        assertThat(ask(onTomcat, "header_filter_by_lua_block { error('no') }").status())
                .isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headerFilterExits_itsPageTakesTheResponsesPlace(boolean onTomcat) throws Exception {
        Answer answer = ask(onTomcat, "header_filter_by_lua_block { ngx.exit(403) }");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("403 Forbidden").doesNotContain("async answer");
    }

    private static Answer ask(boolean onTomcat, String filter) throws Exception {
        try (RestyEngine engine = RestyFilter.builder()
                .errorLog(new RecordingErrorLog())
                .workers(1)
                .conf(ConfSource.text("nginx.conf", "location / { " + filter + " }"))
                .build()) {
            TestHost host = onTomcat ? new TomcatHost(engine, new EchoApp()) : new JettyHost(engine, new EchoApp());
            try {
                return host.send(Ask.get("/app/async"));
            } finally {
                host.close();
            }
        }
    }
}

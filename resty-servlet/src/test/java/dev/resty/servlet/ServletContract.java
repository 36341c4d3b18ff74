// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application may do with the servlet API behind the phases, with and without filters configured. */
abstract class ServletContract extends ContainerContract {

    /** What is configured around the application. */
    enum Around {
        NOTHING(""),
        ADDED_HEADER("add_header X-Filtered yes always;"),
        HEADER_FILTER("header_filter_by_lua_block { ngx.header['X-Filtered'] = 'yes' }"),
        BODY_FILTER("body_filter_by_lua_block { ngx.arg[1] = ngx.arg[1] } "
                + "header_filter_by_lua_block { ngx.header['X-Filtered'] = 'yes' }"),
        READ_BODY("access_by_lua_block { ngx.req.read_body() ngx.req.set_header('X-Seen', '1') }");

        final String directives;

        Around(String directives) {
            this.directives = directives;
        }

        boolean filters() {
            return this == ADDED_HEADER || this == HEADER_FILTER || this == BODY_FILTER;
        }
    }

    private static final String EXIT = "exit_worker_by_lua_block { ngx.log(ngx.WARN, 'worker ended') } ";
    private static final String LOG = " log_by_lua_block { ngx.log(ngx.WARN, 'logged ', ngx.var.status, ' ',"
            + " ngx.var.body_bytes_sent, ' ', ngx.var.uri) } ";

    private void start(Around around) throws Exception {
        start(EXIT + "location / { " + around.directives + LOG + "}", new ServletApp());
    }

    /** Checks an answer, and that the log phase ran once for it with what was sent. */
    private void assertAnswer(Around around, String target, int status, String body) throws Exception {
        Answer answer = get(target);
        assertThat(answer.text()).as("%s %s", around, log.entries()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("X-Filtered")).isEqualTo(around.filters() ? "yes" : null);
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        awaitLogged("logged " + status + " " + answer.body().length + " " + path, 1);
        assertThat(logged("logged")).hasSize(1);
        stop();
        awaitLogged("worker ended", 1);
    }

    @ParameterizedTest
    @EnumSource
    void stream_isCounted(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/stream", 200, "stream ".repeat(3000));
    }

    @ParameterizedTest
    @EnumSource
    void writer_isEncodedAndCounted(Around around) throws Exception {
        start(around);
        assertAnswer(
                around,
                "/writer",
                200,
                utf8("w\u00fcrfel \u20ac\ud83d\ude00\n") + utf8("line") + System.lineSeparator());
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource
    void reset_startsOver(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/reset", 202, "second");
    }

    @ParameterizedTest
    @EnumSource
    void asyncComplete_isWholeAndLoggedOnce(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/async/complete", 201, "async complete");
    }

    @ParameterizedTest
    @EnumSource
    void asyncCompleteAtOnce_isWholeAndLoggedOnce(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/async/at-once", 201, "at once");
    }

    @ParameterizedTest
    @EnumSource
    void asyncDispatch_comesBackToTheApplication(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/async/dispatch", 200, "dispatched ASYNC");
    }

    @ParameterizedTest
    @EnumSource
    void asyncDispatchElsewhere_reachesTheOtherPath(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/async/elsewhere", 200, "target of ASYNC");
    }

    @ParameterizedTest
    @EnumSource
    void asyncTimeout_theListenerAnswers(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/async/timeout", 504, "timed out");
    }

    @ParameterizedTest
    @EnumSource
    void asyncWithOwnWrappers_isWhole(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/async/wrapped", 200, "wrapped async");
    }

    @ParameterizedTest
    @EnumSource
    void forward_answersInThePlaceOfTheFirst(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/forward", 200, "target of FORWARD");
    }

    @ParameterizedTest
    @EnumSource
    void include_addsToTheFirst(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/include", 200, "before target of INCLUDE after");
    }

    @ParameterizedTest
    @EnumSource
    void buffered_byAContentCachingWrapper_hasItsLength(Around around) throws Exception {
        start(around);
        assertAnswer(around, "/cached", 200, "cached body");
    }

    @ParameterizedTest
    @CsvSource({
        "/throw/io,500",
        "/throw/servlet,500",
        "/throw/runtime,500",
        "/throw/error,500",
        "/error/404,404",
        "/error/503,503"
    })
    void failureOfTheApplication_isTheContainersToAnswer_andLoggedOnce(String target, int status) throws Exception {
        for (Around around : Around.values()) {
            log.entries().clear();
            start(around);
            Answer answer = get(target);
            assertThat(answer.status()).as("%s %s", around, target).isEqualTo(status);
            awaitLogged("logged " + status, 1);
            stop();
            awaitLogged("worker ended", 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void throwingAfterCommit_cutsTheResponseAndIsLoggedOnce(Around around) throws Exception {
        start(around);
        try {
            Answer answer = get("/throw/late");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).doesNotContain("too late", "never");
        } catch (IOException cut) {
            assertThat(cut).hasMessageContaining("answer cut off");
        }
        awaitLogged("logged 200", 1);
        stop();
        awaitLogged("worker ended", 1);
    }

    @ParameterizedTest
    @EnumSource
    void subrequest_isAnsweredByTheApplication(Around around) throws Exception {
        start(
                "location /ask { content_by_lua_block { local res = ngx.location.capture('/app/x', { args = 'a=1',"
                        + " method = ngx.HTTP_POST, body = 'sent', headers = { ['X-User'] = 'me' } })"
                        + " local missing = ngx.location.capture('/app/missing')"
                        + " local a, b = ngx.location.capture_multi({ { '/app/a' }, { '/app/b' } })"
                        + " ngx.print(res.status, ' ', res.header['X-App'], ' ', res.body, missing.status, ' ', a.body, b.body) } }"
                        + " location / { " + around.directives + " }",
                new EchoApp());

        Answer answer = get("/ask?main=1");

        assertThat(answer.text())
                .as("%s %s", around, log.entries())
                .isEqualTo(
                        "200 yes app POST /app/x args=a=1 user=me body=sent\n404 app GET /app/a args=null user=null body=\n"
                                + "app GET /app/b args=null user=null body=\n");
        assertThat(answer.header("X-App")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/app/fail,500", "/app/async/x,500"})
    void subrequest_failureOfTheApplication_isAStatusAndLogged(String uri, int status) throws Exception {
        start(
                "location /ask { content_by_lua_block { ngx.print(ngx.location.capture('" + uri + "').status) } }",
                new EchoApp());

        assertThat(get("/ask").text()).isEqualTo(Integer.toString(status));
        assertThat(log.entries()).anyMatch(entry -> entry.startsWith("4 "));
    }
}

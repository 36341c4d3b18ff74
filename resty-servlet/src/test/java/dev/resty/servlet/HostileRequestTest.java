// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import dev.resty.servlet.http.FakeRequest;
import dev.resty.servlet.http.FakeResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests cannot achieve: loops, arguments of their own making, a way around a location. */
@Timeout(30)
class HostileRequestTest {

    private final RecordingErrorLog log = new RecordingErrorLog();

    @TempDir
    Path prefix;

    private RestyEngine engine;
    private InMemoryHost host;

    private void start(String conf) {
        engine = RestyFilter.builder()
                .prefix(prefix)
                .errorLog(log)
                .workers(1)
                .conf(ConfSource.text("nginx.conf", conf))
                .build();
        host = new InMemoryHost(engine, new EchoApp());
    }

    private Answer get(String target) throws Exception {
        return host.send(Ask.get(target));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void errorPagesThatFailAgainAndAgain_endAtTheLimitOfRedirects() throws Exception {
        start("""
                recursive_error_pages on;
                error_page 500 /again;
                location / { content_by_lua_block { error("no") } }
                """);

        Answer answer = get("/");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(log.entries()).anyMatch(entry -> entry.contains("redirection cycle"));
    }

    @Test
    void pathWithALineFeed_beginsNoLogEntryOfItsOwn() throws Exception {
        start("location / { root html; }");

        assertThat(get("/a%0a2026/11/22%20forged").status()).isEqualTo(404);

        assertThat(log.entries()).anyMatch(entry -> entry.contains("/a\\x0A2026/11/22 forged"));
    }

    @ParameterizedTest
    @CsvSource({
        "/int/a%20b%26c=1, u=a%20b%26c=1",
        "/int/a%3Fb%3Bc, u=a%3Fb%3Bc",
        "/int/a&c=1, u=a&c=1",
    })
    void rewrite_capturesInArguments_areEncodedAsTheyWereSent(String target, String args) throws Exception {
        start("""
                location /int { rewrite ^/int/(.*)$ /show?u=$1 last; }
                location /show { return 200 $args; }
                """);

        assertThat(get(target).text()).isEqualTo(args);
    }

    @Test
    void rewrite_redirect_encodesItsCaptures() throws Exception {
        start("location / { rewrite ^/p/(.*)$ http://x.com/new/$1?u=$1 permanent; }");

        assertThat(get("/p/a%20b%26").header("Location")).isEqualTo("http://x.com/new/a%20b&?u=a%20b%26");
    }

    @Test
    void directoryWithoutItsSlash_isRedirectedToItsEncodedPath() throws Exception {
        Files.createDirectories(prefix.resolve("html/a b"));
        start("location / { root html; index index.html; }");

        assertThat(get("/a%20b").header("Location")).isEqualTo("http://localhost/a%20b/");
    }

    @ParameterizedTest
    @CsvSource({"/%61pp/admin/x", "/./app/admin/x", "/x/../app/admin/x", "/app/admin/x", "/app/%61dmin/x"})
    void contextPathInAnySpelling_theLocationHolds(String target) throws Exception {
        start("location /admin { return 403; }");
        FakeResponse response = new FakeResponse();

        new RestyFilter(engine).doFilter(FakeRequest.get(target).contextPath("/app"), response, (request, answer) -> {
            throw new AssertionError("the application was reached");
        });

        assertThat(response.getStatus()).isEqualTo(403);
    }

    @Test
    void luaError_keepsTheHeadersThatWereSet_butNotThoseOfABody() throws Exception {
        start("""
                location / {
                    access_by_lua_block {
                        ngx.header["X-A"] = "1"
                        ngx.header.etag = '"x"'
                        ngx.header.last_modified = "Sun, 06 Nov 1994 08:49:37 GMT"
                        error("no")
                    }
                }
                """);

        Answer answer = get("/");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("X-A")).isEqualTo("1");
        assertThat(answer.header("ETag")).isNull();
        assertThat(answer.header("Last-Modified")).isNull();
        assertThat(answer.header("Content-Type")).isEqualTo("text/html");
    }

    @Test
    void statusWithoutAPage_hasNoBodyAndNoType() throws Exception {
        start("location / { access_by_lua_block { ngx.exit(418) } }");

        Answer answer = get("/");

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.header("Content-Type")).isNull();
        assertThat(answer.header("Content-Length")).isEqualTo("0");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.ExchangeSettings;
import dev.resty.servlet.http.FakeRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxReqBodyTest {

    private static ScriptedRequest read(String body) {
        ScriptedRequest request = ScriptedRequest.of(FakeRequest.post("/", body));
        request.run(Phase.ACCESS, "ngx.req.read_body() ngx.req.read_body()");
        return request;
    }

    @Test
    void readBody_givesTheBytes() {
        ScriptedRequest request = read("a=1&b=\u00ff\0");
        assertThat(request.eval("ngx.req.get_body_data()")).isEqualTo("a=1&b=\u00ff\0");
        assertThat(request.eval("ngx.req.get_body_data(3)")).isEqualTo("a=1");
        assertThat(request.eval("ngx.req.get_body_file()")).isEqualTo("nil");
    }

    @Test
    void getBodyData_notRead_isNil() {
        assertThat(ScriptedRequest.of(FakeRequest.post("/", "x")).eval("ngx.req.get_body_data()"))
                .isEqualTo("nil");
        assertThat(read("").eval("ngx.req.get_body_data()")).isEqualTo("nil");
    }

    @Test
    void readBody_overTheLimit_endsTheRequestWith413() {
        ExchangeSettings small = new ExchangeSettings(10, 16, "", Set.of(), "/");
        ScriptedRequest request = ScriptedRequest.of(FakeRequest.post("/", "01234567890"), small);
        assertThat(request.run(Phase.ACCESS, "pcall(ngx.req.read_body)")).isEqualTo(Outcome.exit(413));
        FakeRequest chunked = new FakeRequest("POST", "/").chunkedBody(new ByteArrayInputStream(new byte[11]));
        assertThat(ScriptedRequest.of(chunked, small).run(Phase.ACCESS, "ngx.req.read_body()"))
                .isEqualTo(Outcome.exit(413));
    }

    @Test
    void readBody_clientGone_endsTheRequestWith400() {
        FakeRequest cut = new FakeRequest("POST", "/").body(new ByteArrayInputStream(new byte[3]), 10);
        assertThat(ScriptedRequest.of(cut).run(Phase.ACCESS, "ngx.req.read_body()"))
                .isEqualTo(Outcome.exit(400));
    }

    @Test
    void readBody_overTheBuffer_isInAFile() {
        ExchangeSettings small = new ExchangeSettings(0, 4, "", Set.of(), "/");
        ScriptedRequest request = ScriptedRequest.of(FakeRequest.post("/", "a=12345"), small);
        request.run(Phase.ACCESS, "ngx.req.read_body()");
        assertThat(request.eval("tostring(ngx.req.get_body_data()) .. type(ngx.req.get_body_file())"))
                .isEqualTo("nilstring");
        assertThat(request.eval("select(2, ngx.req.get_post_args())"))
                .isEqualTo("request body in temp file not supported");
        request.exchange().close();
    }

    @Test
    void getPostArgs_readsAForm() {
        ScriptedRequest request = read("a=1&b=2&&c");
        assertThat(request.eval("ngx.req.get_post_args().b .. tostring(ngx.req.get_post_args().c)"))
                .isEqualTo("2true");
        assertThat(request.eval("select(2, ngx.req.get_post_args(2))")).isEqualTo("truncated");
        assertThat(ScriptedRequest.get("/").eval("call(ngx.req.get_post_args)"))
                .isEqualTo("no request body found; maybe you should turn on lua_need_request_body?");
    }

    @Test
    void setBodyData_replacesBodyAndLength() {
        ScriptedRequest request = read("abc");
        request.run(Phase.ACCESS, "ngx.req.set_body_data('hello')");
        assertThat(request.eval("ngx.req.get_body_data() .. ngx.var.http_content_length"))
                .isEqualTo("hello5");
        request.run(Phase.ACCESS, "ngx.req.set_body_data('')");
        assertThat(request.eval("tostring(ngx.req.get_body_data()) .. ngx.var.http_content_length"))
                .isEqualTo("nil0");
    }

    @Test
    void bodyInParts_replacesTheBody() {
        ScriptedRequest request = read("abc");
        request.run(
                Phase.ACCESS,
                "ngx.req.init_body(100) ngx.req.append_body('ab') ngx.req.append_body(12) ngx.req.finish_body()");
        assertThat(request.eval("ngx.req.get_body_data() .. ngx.var.http_content_length"))
                .isEqualTo("ab124");
    }

    @Test
    void setBodyFile_isTheBody(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("body"), "from file");
        ScriptedRequest request = read("abc");
        request.run(Phase.ACCESS, "ngx.req.set_body_file('" + file + "')");
        assertThat(request.eval("ngx.req.get_body_file() .. ngx.var.http_content_length"))
                .isEqualTo(file + "9");
        assertThat(new String(request.exchange().requestBody(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo("from file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "read_body, 1|expecting 0 arguments but seen 1",
                "discard_body, 1|expecting 0 arguments but seen 1",
                "get_body_file, 1|expecting 0 arguments but seen 1",
                "set_body_data|expecting 1 arguments but seen 0",
                "set_body_data, {}|bad argument #1 to 'set_body_data' (string expected, got table)",
                "set_body_data, 'x'|request body not read yet",
                "set_body_file|expecting 1 or 2 arguments but seen 0",
                "set_body_file, 'x'|request body not read yet",
                "init_body, 1, 2|expecting 0 or 1 argument but seen 2",
                "init_body|request body not read yet",
                "append_body|expecting 1 arguments but seen 0",
                "append_body, 'x'|request_body not initialized",
                "finish_body, 1|expecting 0 argument but seen 1",
                "finish_body|request_body not initialized",
            })
    void misuse_beforeReading(String call, String expected) {
        assertThat(ScriptedRequest.of(FakeRequest.post("/", "abc")).eval("call(ngx.req." + call + ")"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "set_body_file, '/nonexistent'|stat() \"/nonexistent\" failed",
                "init_body, -1|bad size argument: -1",
                "init_body, 'x'|bad argument #1 to 'init_body' (number expected, got string)",
            })
    void misuse_afterReading(String call, String expected) {
        assertThat(read("abc").eval("call(ngx.req." + call + ")")).isEqualTo(expected);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.FakeRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxOutputTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a', 1, nil, true, false|a1niltruefalse",
                "{1, 2, {3, 'x', {}}}|123x",
                "{[2] = 1}|nil1",
                "{nil, true}|niltrue",
                "1e15, ' ', 2^31|1e+15 2147483648",
                "|",
            })
    void print_values_areWrittenOneAfterTheOther(String arguments, String expected) throws IOException {
        String code = "ngx.print(" + (arguments == null ? "" : arguments) + ")";
        assertThat(ScriptedRequest.get("/").content(code).text()).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a = 1}|non-array table found",
                "{[1.5] = 1}|non-array table found",
                "{[0] = 1}|non-array table found",
                "{'x', {print}}|bad data type function found",
                "print|string, number, boolean, nil, ngx.null, or array table expected, but got function",
                "coroutine.create(function() end)|string, number, boolean, nil, ngx.null, or array table expected, but got thread",
            })
    void say_whatHasNoText_isAnError(String argument, String why) {
        String error = ScriptedRequest.get("/").eval(Phase.CONTENT, "call(ngx.say, " + argument + ")");
        assertThat(error).isEqualTo("bad argument #1 to 'say' (" + why + ")");
    }

    @Test
    void say_bytesThatAreNoText_passUnchanged() throws IOException {
        ScriptedRequest request = ScriptedRequest.get("/").content("ngx.print('\\0\\255\\128', '\\195\\40')");
        assertThat(request.sent.body()).containsExactly(0, 255, 128, 195, 40);
    }

    @Test
    void say_afterEof_isRefused() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(
                Phase.CONTENT,
                "ngx.say('a') eof1 = ngx.eof() ok, err = ngx.say('b') _, eof2 = ngx.eof() _, fl = ngx.flush(true)");
        assertThat(request.eval("eof1 .. tostring(ok) .. err .. eof2 .. fl")).isEqualTo("1nilseen eofseen eofseen eof");
        assertThat(request.text()).isEqualTo("a\n");
    }

    @Test
    void say_onHead_sendsTheHeaderOnly() throws IOException {
        ScriptedRequest request = ScriptedRequest.of(new FakeRequest("HEAD", "/"));
        request.content("first = ngx.say('x') ok, err = ngx.say('y')");
        assertThat(request.eval("tostring(first) .. tostring(ok) .. err")).isEqualTo("1nilheader only");
        assertThat(request.text()).isEmpty();
    }

    @Test
    void flush_beforeTheHeader_hasNothingToFlush() {
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.eval("select(2, ngx.flush())")).isEqualTo("nothing to flush");
        request.run(Phase.ACCESS, "ngx.send_headers()");
        assertThat(request.eval("ngx.flush(true)")).isEqualTo("1");
        assertThat(request.eval("call(ngx.flush, 1)"))
                .isEqualTo("bad argument #1 to 'flush' (boolean expected, got number)");
        assertThat(request.eval("call(ngx.flush, true, 2)"))
                .isEqualTo("attempt to pass 2 arguments, but accepted 0 or 1");
    }

    @Test
    void say_clientGone_isReported() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.sent.failAfter(1);
        request.run(Phase.CONTENT, "ngx.print('ab') ok, err = ngx.print('cd')");
        assertThat(request.eval("tostring(ok) .. err")).isEqualTo("nilnginx output filter error");
    }

    @Test
    void print_contentType_isTheDefaultUnlessRemoved() throws IOException {
        assertThat(ScriptedRequest.get("/").content("ngx.print('x')").sent.getContentType())
                .isEqualTo("text/plain");
        assertThat(ScriptedRequest.get("/")
                        .content("ngx.header.content_type = nil ngx.print('x')")
                        .sent
                        .getContentType())
                .isNull();
    }

    @Test
    void say_inHeaderFilter_isDisabled() {
        assertThat(ScriptedRequest.get("/").eval(Phase.HEADER_FILTER, "call(ngx.say, 'x')"))
                .isEqualTo("API disabled in the context of header_filter_by_lua*");
    }
}

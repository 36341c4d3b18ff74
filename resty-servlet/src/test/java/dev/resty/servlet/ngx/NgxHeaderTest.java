// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x_foo|'a'|a",
                "X-Foo|12.50|12.5",
                "x-foo|true|true",
                "x-foo|{'a', 2}|a;2",
                "x-foo|{'a'}|a",
                "x-foo|{}|nil",
                "x-foo|''|nil",
                "x-foo|nil|nil",
                "content_type|{'a/b', 'c/d'}|c/d",
                "location|{'/y', '/z'}|/z",
                "set_cookie|{'a=1', 'b=2'}|a=1;b=2",
                "cache_control|{'a', 'b'}|a;b",
                "content_length|10|10",
            })
    void header_setAndRead(String name, String value, String expected) {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.ACCESS, "ngx.header['x-foo'] = 'old' ngx.header['" + name + "'] = " + value);
        request.run(
                Phase.ACCESS,
                "local v = ngx.header['" + name
                        + "'] got = type(v) == 'table' and table.concat(v, ';') or tostring(v)");
        assertThat(request.eval("got")).isEqualTo(expected);
    }

    @Test
    void header_controlCharacters_areEscaped() throws IOException {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.content(
                "ngx.header.x = 'a\\r\\nSet-Cookie: b=1\\0\\t\\127\\255' ngx.header['y\\r\\nz: '] = '1' ngx.say('x')");
        assertThat(request.sent.fields().get("x")).isEqualTo("a%0D%0ASet-Cookie: b=1%00\t%7F\u00ff");
        assertThat(request.sent.fields().get("y%0D%0Az%3A%20")).isEqualTo("1");
        assertThat(request.sent.fields().contains("Set-Cookie")).isFalse();
        assertThat(request.eval("ngx.header.x")).startsWith("a%0D%0ASet-Cookie");
    }

    @Test
    void header_badContentLength_isMisuse() {
        String set = "call(function() ngx.header.content_length = 'abc' end)";
        assertThat(ScriptedRequest.get("/").eval(set)).isEqualTo("failed to set header");
    }

    @Test
    void header_ofAMebibyte_isKept() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.ACCESS, "ngx.header.big = string.rep('x', 1048576)");
        assertThat(request.eval("#ngx.header.big")).isEqualTo("1048576");
    }

    @Test
    void header_afterSending_isLoggedAndIgnored() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.CONTENT, "ngx.say('x') ngx.header.late = 1 ngx.header.late = nil ngx.status = 404");
        assertThat(request.log)
                .containsExactly(
                        "attempt to set ngx.header.HEADER after sending out response headers",
                        "attempt to set ngx.header.HEADER after sending out response headers",
                        "attempt to set ngx.status after sending out response headers");
        assertThat(request.sent.fields().contains("late")).isFalse();
        assertThat(request.sent.getStatus()).isEqualTo(200);
    }

    @Test
    void getHeaders_lowersNamesAndFindsOtherSpellings() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(
                Phase.ACCESS,
                "ngx.header['X-Foo'] = {'a', 'b'} ngx.header['Y-Bar'] = 1 h = ngx.resp.get_headers() r = ngx.resp.get_headers(0, true)");
        assertThat(request.eval("h['x-foo'][2] .. h.Y_BAR .. h['y-bar'] .. tostring(h.nope)"))
                .isEqualTo("b11nil");
        assertThat(request.eval("tostring(r.y_bar) .. r['Y-Bar']")).isEqualTo("nil1");
    }

    @Test
    void getHeaders_beyondTheLimit_areTruncated() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.ACCESS, "for i = 1, 150 do ngx.header['h' .. i] = i end");
        String count = "(function(h, e) local n = 0 for _ in pairs(h) do n = n + 1 end return n .. tostring(e) end)";
        assertThat(request.eval(count + "(ngx.resp.get_headers())")).isEqualTo("100truncated");
        assertThat(request.eval(count + "(ngx.resp.get_headers(0))")).isEqualTo("151nil");
        assertThat(request.eval(count + "(ngx.resp.get_headers(3))")).isEqualTo("3truncated");
    }

    @Test
    void addHeader_addsToWhatIsThere() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(
                Phase.ACCESS,
                "local r = require 'ngx.resp' ngx.header.x = 'a' r.add_header('x', {'b', 1}) r.add_header('x', 'c')"
                        + " r.add_header('content_type', 'a/b') r.add_header('content_type', 'c/d') r.add_header('y', {})");
        assertThat(request.eval("table.concat(ngx.header.x, ';') .. ngx.header.content_type .. tostring(ngx.header.y)"))
                .isEqualTo("a;b;1;cc/dnil");
        assertThat(request.eval("call(require('ngx.resp').add_header, 'x')")).isEqualTo("invalid header value");
    }

    @Test
    void status_readAndWritten() {
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.eval("ngx.status")).isEqualTo("0");
        request.run(Phase.ACCESS, "ngx.status = '404'");
        assertThat(request.eval("ngx.status")).isEqualTo("404");
        request.run(Phase.ACCESS, "require('ngx.resp').set_status(201, 'Made')");
        assertThat(request.eval("ngx.status")).isEqualTo("201");
        assertThat(request.eval("call(function() ngx.status = 'x' end)"))
                .isEqualTo("bad argument #2 to 'ngx_http_lua_ffi_set_resp_status' (cannot convert 'nil' to 'int')");
    }
}

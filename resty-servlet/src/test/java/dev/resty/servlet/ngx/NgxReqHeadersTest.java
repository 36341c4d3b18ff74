// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.FakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxReqHeadersTest {

    private static ScriptedRequest request() {
        return ScriptedRequest.of(FakeRequest.get("/")
                .header("Host", "h")
                .header("X-Foo", "a")
                .header("X-Foo", "b")
                .header("User-Agent", "ua"));
    }

    @Test
    void getHeaders_findsAnySpelling() {
        ScriptedRequest request = request();
        request.run(Phase.ACCESS, "h = ngx.req.get_headers() r = ngx.req.get_headers(0, true)");
        assertThat(request.eval("h.x_foo[2] .. h['X-FOO'][1] .. h.User_Agent .. tostring(h.nope) .. tostring(h[1])"))
                .isEqualTo("bauanilnil");
        assertThat(request.eval("r['X-Foo'][1] .. tostring(r.user_agent)")).isEqualTo("anil");
        assertThat(request.eval("call(function() return h[true] end)"))
                .isEqualTo("bad argument #1 to 'lower' (string expected, got boolean)");
    }

    @Test
    void getHeaders_beyondTheLimit_areTruncated() {
        FakeRequest many = FakeRequest.get("/");
        for (int i = 0; i < 120; i++) {
            many.header("x" + i, "1");
        }
        ScriptedRequest request = ScriptedRequest.of(many);
        String count = "(function(h, e) local n = 0 for _ in pairs(h) do n = n + 1 end return n .. tostring(e) end)";
        assertThat(request.eval(count + "(ngx.req.get_headers())")).isEqualTo("100truncated");
        assertThat(request.eval(count + "(ngx.req.get_headers(-1))")).isEqualTo("100truncated");
        assertThat(request.eval(count + "(ngx.req.get_headers(0))")).isEqualTo("120nil");
        assertThat(request.eval(count + "(ngx.req.get_headers(1))")).isEqualTo("1truncated");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X-Foo|'c'|c",
                "X-Foo|12.5|12.5",
                "X-Foo|nil|nil",
                "X-Foo|{}|nil",
                "X-Foo|''|nil",
                "X-Foo|{'c', 'd'}|c;d",
                "User-Agent|{'c', 'd'}|d",
                "Host|{'c', 'd'}|d",
                "Cookie|{'c=1', 'd=2'}|c=1;d=2",
                "X-New|'a\\r\\nb: c'|a%0D%0Ab: c",
            })
    void setHeader_replaces(String name, String value, String expected) {
        ScriptedRequest request = request();
        request.run(
                Phase.ACCESS,
                "ngx.req.set_header('" + name + "', " + value + ") local v = ngx.req.get_headers()['" + name
                        + "'] got = type(v) == 'table' and table.concat(v, ';') or tostring(v)");
        assertThat(request.eval("got")).isEqualTo(expected);
    }

    @Test
    void setHeader_changesTheVariables() {
        ScriptedRequest request = request();
        request.run(Phase.ACCESS, "ngx.req.set_header('Host', 'other') ngx.req.clear_header('user-agent')");
        assertThat(request.eval("ngx.var.http_host .. tostring(ngx.var.http_user_agent)"))
                .isEqualTo("othernil");
    }

    @Test
    void addHeader_addsToWhatIsThere() {
        ScriptedRequest request = request();
        request.run(Phase.ACCESS, "add = require('ngx.req').add_header add('X-Foo', {'q', 'r'}) add('Host', 'z')");
        assertThat(request.eval("table.concat(ngx.req.get_headers()['x-foo'], ';') .. ngx.req.get_headers().host"))
                .isEqualTo("a;b;q;rz");
        assertThat(request.eval("call(add, 'X-Foo')"))
                .isEqualTo("bad 'value' argument: string or table expected, got nil");
        assertThat(request.eval("call(add, 'X-Foo', {})")).isEqualTo("bad 'value' argument: non-empty table expected");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.FakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxReqTest {

    /** Shows a table of arguments with its fields in the order of their names. */
    private static final String SHOW = """
            function show(t, err)
                local names = {}
                for k in pairs(t) do names[#names + 1] = k end
                table.sort(names)
                local out = {}
                for _, k in ipairs(names) do
                    local v = t[k]
                    if type(v) == 'table' then
                        for i = 1, #v do v[i] = tostring(v[i]) end
                        v = '{' .. table.concat(v, ';') .. '}'
                    end
                    out[#out + 1] = k .. '=' .. tostring(v)
                end
                return table.concat(out, ' ') .. (err and ' ' .. err or '')
            end
            """;

    private static String shown(String query, String max) {
        ScriptedRequest request = ScriptedRequest.get(query == null ? "/" : "/?" + query);
        request.run(Phase.INIT, SHOW);
        return request.eval("show(ngx.req.get_uri_args(" + (max == null ? "" : max) + "))");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "v&&a=1&b=&c&=x&&||a=1 b= c=true v=true",
                "a=%zz%2&b=%41%4&%43+d=e+f&a=2&a=3=4&a||C d=e f a={%zz%2;2;3=4;true} b=A%4",
                "a=1&&b=2&c=3|3|a=1 b=2 c=3 truncated",
                "=1&=2&b=2|2|b=2 truncated",
                "a=1&b=2|2|a=1 b=2",
                "a=1&b=2|-1|a=1 b=2",
                "&||``",
                "||``",
            })
    void getUriArgs_asNginxReadsThem(String query, String max, String expected) {
        assertThat(shown(query, max)).isEqualTo(expected);
    }

    @Test
    void getUriArgs_bytesThatAreNoText_areKept() {
        ScriptedRequest request = ScriptedRequest.get("/?a=%00%ff%c3%28&%80=1");
        assertThat(request.eval("ngx.req.get_uri_args().a")).isEqualTo("\0\u00ff\u00c3(");
        assertThat(request.eval("ngx.req.get_uri_args()['\\128']")).isEqualTo("1");
    }

    @Test
    @Timeout(20)
    void getUriArgs_of100000_isLimitedOrTakesLinearTime() {
        StringBuilder query = new StringBuilder("/?");
        for (int i = 0; i < 100_000; i++) {
            query.append("k").append(i % 50_000).append("=v&");
        }
        ScriptedRequest request = ScriptedRequest.get(query.append("end").toString());
        request.run(
                Phase.INIT,
                "function size(t, e) local n = 0 for _ in pairs(t) do n = n + 1 end return n .. tostring(e) end");
        assertThat(request.eval("size(ngx.req.get_uri_args())")).isEqualTo("100truncated");
        assertThat(request.eval("size(ngx.req.get_uri_args(0))")).isEqualTo("50001nil");
    }

    @Test
    @Timeout(20)
    void getUriArgs_oneNameOften_makesOneArray() {
        ScriptedRequest request = ScriptedRequest.get("/?" + "a=1&".repeat(100_000));
        assertThat(request.eval("#ngx.req.get_uri_args(0).a")).isEqualTo("100000");
    }

    @Test
    void getUriArgs_intoATable_clearsIt() {
        ScriptedRequest request = ScriptedRequest.get("/?a=1");
        request.run(Phase.ACCESS, "t = {old = 1, 'x'} same = ngx.req.get_uri_args(nil, t) == t");
        assertThat(request.eval("tostring(same) .. tostring(t.old) .. tostring(t[1]) .. t.a"))
                .isEqualTo("truenilnil1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a b\\nc'|a%20b%0Ac",
                "'a=\"%&+#'|a=\"%&+#",
                "5|5",
                "''|``",
                "{}|``",
                "{a = {}}|``",
                "{a = ''}|a=",
                "{a = true}|a",
                "{a = false}|``",
                "{a = {2, true, 'x y'}}|a=2&a&a=x%20y",
                "{['k k'] = '\\1\\255~!*()-._/'}|k%20k=%01%FF~!*()-._%2F",
            })
    void setUriArgs_texts(String argument, String expected) {
        ScriptedRequest request = ScriptedRequest.get("/?old=1");
        request.run(Phase.ACCESS, "ngx.req.set_uri_args(" + argument + ")");
        assertThat(request.eval("ngx.var.args")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "set_uri_args, true|bad argument #1 to 'set_uri_args' (string, number, or table expected, but got boolean)",
                "set_uri_args, {a = print}|attempt to use function as query arg value",
                "set_uri_args, {y = {z = 1, {}}}|attempt to use table as query arg value",
                "set_uri_args|expecting 1 argument but seen 0",
                "set_uri|expecting 1, 2 or 3 arguments but seen 0",
                "set_uri, ''|attempt to use zero-length uri",
                "set_uri, {}|bad argument #1 to 'set_uri' (string expected, got table)",
                "set_uri, '/a', 1|bad argument #2 to 'set_uri' (boolean expected, got number)",
                "set_uri, '/a', true|API disabled in the context of access_by_lua*",
                "set_uri, '/a\\nb'|unsafe byte \"0x0a\" in uri \"/a\\x0Ab\" (maybe you want to set the 'binary' argument?)",
                "set_method, 3|unsupported HTTP method: 3",
                "set_method, 'GET'|bad method number",
                "get_uri_args, {}|bad argument #2 to 'ngx_http_lua_ffi_req_get_uri_args_count' (cannot convert 'table' to 'int')",
                "get_uri_args, 1, 2|bad argument #1 to 'clear_tab' (table expected, got number)",
                "set_header|bad 'name' argument: string expected, got nil",
                "set_header, 'Content-Length', 'abc'|failed to set header",
                "socket|ngx.req.socket is not supported: read the body with ngx.req.read_body",
            })
    void misuse_isAnErrorInOpenRestysWords(String call, String expected) {
        assertThat(ScriptedRequest.get("/").eval("call(ngx.req." + call + ")")).isEqualTo(expected);
    }

    @Test
    void setUri_changesTheUriAsItIs() {
        ScriptedRequest request = ScriptedRequest.get("/a");
        request.run(Phase.ACCESS, "ngx.req.set_uri('/t%20y?x', false, true)");
        assertThat(request.eval("ngx.var.uri .. ngx.var.request_uri .. tostring(ngx.req.is_internal())"))
                .isEqualTo("/t%20y?x/atrue");
    }

    @Test
    void setUri_jumping_choosesTheLocationAnew() {
        ScriptedRequest request = ScriptedRequest.get("/a");
        assertThat(request.run(Phase.REWRITE, "pcall(ngx.req.set_uri, '/t', true) error('not reached')"))
                .isEqualTo(Outcome.relocate());
        assertThat(request.exchange().uri()).isEqualTo("/t");
    }

    @Test
    void requestLine_isReadAndChanged() {
        ScriptedRequest request = ScriptedRequest.of(FakeRequest.get("/a?b").header("Host", "h"));
        assertThat(request.eval("ngx.req.get_method() .. ngx.req.http_version()"))
                .isEqualTo("GET1.1");
        assertThat(request.eval("ngx.req.raw_header()")).isEqualTo("GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(request.eval("ngx.req.raw_header(true)")).isEqualTo("Host: h\r\n\r\n");
        request.run(Phase.ACCESS, "ngx.req.set_method(8)");
        assertThat(request.eval("ngx.req.get_method()")).isEqualTo("POST");
        assertThat(request.eval("ngx.req.start_time() > 1e9")).isEqualTo("true");
    }
}

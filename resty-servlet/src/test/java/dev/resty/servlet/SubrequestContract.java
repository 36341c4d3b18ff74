// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ngx.location.capture}, whatever brings the requests. Results are those of nginx 1.22 with ngx_lua 0.10.23. */
abstract class SubrequestContract extends ContainerContract {

    private static final String TOLD = """
            location = /declares { set $v ''; set $w ''; }
            location = /told { internal; content_by_lua_block {
                ngx.req.read_body()
                ngx.print(ngx.req.get_method(), ' ', ngx.var.uri, ' ', tostring(ngx.var.args),
                    ' body=', tostring(ngx.req.get_body_data()), ' length=', tostring(ngx.var.http_content_length),
                    ' internal=', tostring(ngx.req.is_internal()), ' v=', ngx.var.v, ' ctx=', tostring(ngx.ctx.foo))
                ngx.var.v = 'changed'
                ngx.ctx.bar = 'set'
            } }
            location = /missing { return 404; }
            location = /gone { return 410 'gone for good'; }
            location = /moved { return 302 /elsewhere; }
            location = /text { return 200 hello; }
            location = /nothing { return 204; }
            location = /exit { content_by_lua_block { ngx.exit(tonumber(ngx.var.arg_code)) } }
            location = /redirect { content_by_lua_block { ngx.redirect('/x') } }
            location = /error { content_by_lua_block { error('boo') } }
            location = /late { content_by_lua_block { ngx.print('half') error('boo') } }
            location = /exec { content_by_lua_block { ngx.exec('/text') } }
            location = /status { content_by_lua_block { ngx.status = 403 ngx.print('no') } }
            location = /errorpage { error_page 404 = /text; return 404; }
            location = /denied { deny all; content_by_lua_block { ngx.print('let in') } }
            location = /guarded { access_by_lua_block { ngx.exit(403) } content_by_lua_block { ngx.print('let in') } }
            location = /rewritten { rewrite ^ /text; }
            location = /filtered {
                header_filter_by_lua_block { ngx.header['X-Filter'] = 'yes' }
                body_filter_by_lua_block { ngx.arg[1] = ngx.arg[1]:upper() }
                content_by_lua_block { ngx.print('low', 'er') }
            }
            location = /slow { content_by_lua_block { ngx.sleep(tonumber(ngx.var.arg_s)) ngx.print(ngx.var.arg_s) } }
            location = /headers { content_by_lua_block {
                ngx.header['X-Two'] = { 'a', 'b' }
                ngx.header['content-type'] = 'text/x'
                ngx.print(ngx.var.http_x_given, ' ', ngx.var.http_x_sent)
            } }
            location = /deeper { content_by_lua_block {
                local n = tonumber(ngx.var.arg_n)
                local ok, res = pcall(ngx.location.capture, '/deeper?n=' .. n + 1)
                ngx.print(ok and res.body or n .. ' ' .. res)
            } }
            """;

    private static final String SHOW = """
            local function show(res)
                return res.status .. ' ' .. tostring(res.truncated) .. ' [' .. res.body .. '] '
                    .. tostring(res.header.Location)
            end
            """;

    private String asks(String lua) throws Exception {
        return asks(lua, Ask.get("/ask"));
    }

    private String asks(String lua, Ask ask) throws Exception {
        start(TOLD + "location = /ask { content_by_lua_block { " + SHOW + lua + " } }");
        return host.send(ask).text();
    }

    @ParameterizedTest
    @CsvSource({
        "/missing, 404 true [] nil",
        "/gone, 410 false [gone for good] nil",
        "/moved, 302 true [] /elsewhere",
        "/text, 200 false [hello] nil",
        "/nothing, 204 true [] nil",
        "/exit?code=500, 500 true [] nil",
        "/exit?code=201, 201 false [] nil",
        "/redirect, 302 true [] /x",
        "/error, 500 true [] nil",
        "/late, 200 true [half] nil",
        "/exec, 200 false [hello] nil",
        "/status, 403 false [no] nil",
        "/errorpage, 404 true [] nil",
        "/denied, 200 false [let in] nil",
        "/guarded, 200 false [let in] nil",
        "/rewritten, 200 false [hello] nil",
        "/filtered, 200 false [LOWER] nil",
        "/t%65xt, 200 false [hello] nil",
    })
    void capture_answers(String uri, String shown) throws Exception {
        assertThat(asks("ngx.print(show(ngx.location.capture('" + uri + "')))")).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nil|GET /told nil body=nil length=nil internal=true v= ctx=nil",
                "{ args = { b = 'c d' } }|GET /told b=c%20d body=nil length=nil internal=true v= ctx=nil",
                "{ args = 12 }|GET /told 12 body=nil length=nil internal=true v= ctx=nil",
                "{ method = ngx.HTTP_POST, body = 'x' }|POST /told nil body=x length=1 internal=true v= ctx=nil",
                "{ method = ngx.HTTP_POST }|POST /told nil body=sent length=4 internal=true v= ctx=nil",
                "{ method = ngx.HTTP_PUT }|PUT /told nil body=sent length=4 internal=true v= ctx=nil",
                "{ method = ngx.HTTP_DELETE }|DELETE /told nil body=nil length=nil internal=true v= ctx=nil",
                "{ always_forward_body = true }|GET /told nil body=sent length=4 internal=true v= ctx=nil",
                "{ vars = { v = 'given' } }|GET /told nil body=nil length=nil internal=true v=given ctx=nil",
                "{ copy_all_vars = true }|GET /told nil body=nil length=nil internal=true v=own ctx=nil",
                "{ ctx = { foo = 'f' } }|GET /told nil body=nil length=nil internal=true v= ctx=f",
            })
    void capture_options(String options, String told) throws Exception {
        String lua = "ngx.req.read_body() ngx.var.v = 'own' ngx.ctx.foo = 'parent'"
                + " local res = ngx.location.capture('/told', " + options + ")"
                + " ngx.print(res.body, '|', ngx.var.v)";
        assertThat(asks(lua, Ask.post("/ask", "sent"))).isEqualTo(told + "|own");
    }

    @Test
    void capture_sharedVariablesAndCtx_areSeenByBoth() throws Exception {
        assertThat(asks("ngx.var.v = 'own' local ctx = {}"
                        + " local res = ngx.location.capture('/told', { share_all_vars = true, ctx = ctx })"
                        + " ngx.print(res.body:match('v=%w*'), ' ', ngx.var.v, ' ', ctx.bar)"))
                .isEqualTo("v=own changed set");
    }

    @Test
    void capture_headers_areTheRequestsWithWhatIsGiven_andSeveralOfANameAreATable() throws Exception {
        assertThat(asks(
                        "local res = ngx.location.capture('/headers', { headers = { ['X-Given'] = 'g' } })"
                                + " ngx.print(res.body, ' ', table.concat(res.header['X-Two'], ','), ' ', res.header['Content-Type'])",
                        Ask.get("/ask").header("X-Sent", "s")))
                .isEqualTo("g s a,b text/x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ngx.location.capture()|expecting one or two arguments",
                "ngx.location.capture('/../x')|unsafe uri in argument #1: /../x",
                "ngx.location.capture('/told', 1)|expecting table as the 2nd argument for subrequest 0, but got number",
                "ngx.location.capture('/told', { args = true })|Bad args option value",
                "ngx.location.capture('/told', { method = 'GET' })|Bad http request method",
                "ngx.location.capture('/told', { method = 3 })|failed to adjust the subrequest: -1",
                "ngx.location.capture('/told', { body = {} })|Bad http request body",
                "ngx.location.capture('/told', { ctx = 1 })|Bad ctx option value type number, expected a Lua table",
                "ngx.location.capture('/told', { vars = { nosuch = 1 } })|failed to adjust the subrequest: -1",
                "ngx.location.capture('/told', { vars = { uri = 1 } })|failed to adjust the subrequest: 500",
                "ngx.location.capture('/told', { vars = { v = true } })|attempt to use bad variable value type boolean",
                "ngx.location.capture('/told', { share_all_vars = 1 })|Bad share_all_vars option value",
                "ngx.location.capture_multi({})|at least one subrequest should be specified",
                "ngx.location.capture_multi({ 1 })|the query argument 0 is not a table, but a number",
                "ngx.location.capture_multi({ {} })|query argument 0 expecting one or two arguments",
                "ngx.location.capture_multi(1)|bad argument #1 to 'capture_multi' (table expected, got number)",
            })
    void misuse_isAnErrorInNgxLuasWords(String call, String error) throws Exception {
        assertThat(asks("local ok, err = pcall(function() " + call + " end) ngx.print((err:gsub('^[^ ]*:%d+: ', '')))"))
                .isEqualTo(error);
    }

    @Test
    void captureMulti_givesTheResultsInOrder() throws Exception {
        String lua = "local a, b, c = ngx.location.capture_multi("
                + "{ { '/slow?s=0.2' }, { '/slow', { args = 's=0.1' } }, { '/text' } })"
                + " ngx.print(a.body, ' ', b.body, ' ', c.body)";
        assertThat(asks(lua)).isEqualTo("0.2 0.1 hello");
    }

    /** Two that wait for each other. */
    @Test
    void captureMulti_runsThemAtTheSameTime() throws Exception {
        start(
                "lua_shared_dict met 1m; location = /meets { content_by_lua_block {"
                        + " local met = ngx.shared.met met:incr('n', 1, 0)"
                        + " while met:get('n') < 2 do ngx.sleep(0.001) end ngx.print('met') } }"
                        + " location = /ask { content_by_lua_block {"
                        + " local a, b = ngx.location.capture_multi({ { '/meets' }, { '/meets' } }) ngx.print(a.body, b.body) } }");
        assertThat(get("/ask").text()).isEqualTo("metmet");
    }

    @Test
    void capture_withinSubrequests_endsAtNginxsDepth() throws Exception {
        assertThat(asks("ngx.print(ngx.location.capture('/deeper?n=1').body)"))
                .isEqualTo("51 failed to issue subrequest: -1");
        assertThat(logged("lua subrequests cycle while processing \"/deeper\"")).hasSize(1);
    }

    @Test
    void whileSubrequestsRun_theRequestCannotBeLeft_norTheThreadKilled() throws Exception {
        assertThat(asks("local co = ngx.thread.spawn(function() return ngx.location.capture('/slow?s=0.1').body end)"
                        + " ngx.print(select(2, ngx.thread.kill(co)), '|', (select(2, pcall(ngx.exit, 200)):gsub('^.-: ', '')),"
                        + " '|', (select(2, pcall(ngx.exec, '/text')):gsub('^.-: ', '')),"
                        + " '|', select(2, ngx.thread.wait(co)))"))
                .isEqualTo("pending subrequests|attempt to abort with pending subrequests"
                        + "|attempt to abort with pending subrequests|0.1");
    }

    @Test
    void capture_inAccess_andAfterOutput_leavesTheResponseAlone() throws Exception {
        start(TOLD + "location = /access { access_by_lua_block { ngx.ctx.res = ngx.location.capture('/status') }"
                + " content_by_lua_block { ngx.print('first ') ngx.flush(true)"
                + " ngx.print(ngx.ctx.res.status, ' ', ngx.location.capture('/text').body, ' ', ngx.status) } }");
        Answer answer = get("/access");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("first 403 hello 200");
    }

    @Test
    void capture_inAHeaderFilter_isRefused() throws Exception {
        start(TOLD + "location = /ask { header_filter_by_lua_block {"
                + " ngx.header['X-Err'] = select(2, pcall(ngx.location.capture, '/text')) } return 200 x; }");
        assertThat(get("/ask").header("X-Err")).isEqualTo("API disabled in the context of header_filter_by_lua*");
    }
}

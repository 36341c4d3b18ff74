// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxControlTest {

    @ParameterizedTest
    @CsvSource({
        "ACCESS, 0, , 0",
        "ACCESS, -5, , 0",
        "ACCESS, -1, 444, 0",
        "ACCESS, 101, 444, 0",
        "ACCESS, 200, 0, 200",
        "ACCESS, 204, 0, 204",
        "ACCESS, 304, 304, 0",
        "ACCESS, 403, 403, 0",
        "ACCESS, 444, 444, 0",
        "CONTENT, 0, 0, 0",
        "CONTENT, -5, 444, 0",
        "CONTENT, 201, 0, 201",
        "CONTENT, 404.9, 404, 0",
    })
    void exit_beforeTheHeader(Phase phase, String code, Integer exit, int status) {
        ScriptedRequest request = ScriptedRequest.get("/");
        Outcome outcome = request.run(phase, "pcall(function() ngx.exit(" + code + ") end) error('not reached')");
        assertThat(outcome).isEqualTo(exit == null ? Outcome.declined() : Outcome.exit(exit));
        assertThat(request.exchange().status()).isEqualTo(status);
    }

    @Test
    void exit_statusSetBefore_staysForSuccess() {
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.run(Phase.REWRITE, "ngx.status = 410 ngx.exit(200)")).isEqualTo(Outcome.exit(0));
        assertThat(request.exchange().status()).isEqualTo(410);
    }

    @Test
    void exit_afterTheHeader_endsTheRequestAndLogsAnotherStatus() {
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.run(Phase.ACCESS, "ngx.say('hi') ngx.exit(403)")).isEqualTo(Outcome.exit(0));
        assertThat(request.log)
                .containsExactly("attempt to set status 403 via ngx.exit after sending out the response status 200");
        assertThat(request.run(Phase.ACCESS, "ngx.exit(0)")).isEqualTo(Outcome.exit(0));
    }

    @Test
    void exit_againOrDone_isMisuse() {
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.eval("call(ngx.exit, -2)"))
                .isEqualTo("bad argument to 'ngx.exit': does not accept NGX_AGAIN or NGX_DONE");
        assertThat(request.eval("call(ngx.exit)"))
                .isEqualTo("bad argument #2 to 'ngx_lua_ffi_exit' (cannot convert 'nil' to 'int')");
    }

    @Test
    void exit_inHeaderFilter_returnsAndReplacesTheResponse() {
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.run(Phase.HEADER_FILTER, "ngx.exit(403) reached = 1"))
                .isEqualTo(Outcome.exit(403));
        assertThat(request.eval("reached")).isEqualTo("1");
        assertThat(request.run(Phase.HEADER_FILTER, "ngx.exit(0)")).isEqualTo(Outcome.declined());
        assertThat(request.run(Phase.HEADER_FILTER, "local x = 1")).isEqualTo(Outcome.declined());
    }

    @Test
    void exit_inTimer_endsIt() {
        ScriptedRequest timer = ScriptedRequest.none();
        assertThat(timer.run(Phase.TIMER, "ngx.exit(0) error('not reached')")).isEqualTo(Outcome.declined());
    }

    @ParameterizedTest
    @CsvSource({"302, ", "301, 301", "303, 303", "307, 307", "308, 308"})
    void redirect_statuses(int expected, String argument) {
        String code = "ngx.redirect('/a b'" + (argument == null ? "" : ", " + argument) + ")";
        assertThat(ScriptedRequest.get("/").run(Phase.ACCESS, code)).isEqualTo(Outcome.redirect("/a b", expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|expecting one or two arguments",
                ", '/x', 302, 3|expecting one or two arguments",
                ", nil|bad argument #1 to 'redirect' (string expected, got nil)",
                ", '/x', 'abc'|bad argument #2 to 'redirect' (number expected, got string)",
                ", '/x', 200|only ngx.HTTP_MOVED_TEMPORARILY, ngx.HTTP_MOVED_PERMANENTLY, ngx.HTTP_PERMANENT_REDIRECT,"
                        + " ngx.HTTP_SEE_OTHER, and ngx.HTTP_TEMPORARY_REDIRECT are allowed",
                ", '/a\\r\\nSet-Cookie: x'|unsafe byte \"0x0d\" in redirect uri \"/a\\x0D\\x0ASet-Cookie: x\"",
                ", '/\\255\\127\"'|unsafe byte \"0x7f\" in redirect uri \"/\\xFF\\x7F\\x22\"",
                ", '/a\\0'|unsafe byte \"0x00\" in redirect uri \"/a\\x00\"",
            })
    void redirect_misuse(String arguments, String expected) {
        String call = "call(ngx.redirect" + (arguments == null ? "" : arguments) + ")";
        assertThat(ScriptedRequest.get("/").eval(call)).isEqualTo(expected);
    }

    @Test
    void leaving_afterTheHeader_isMisuse() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.ACCESS, "ngx.say('x')");
        assertThat(request.eval("call(ngx.redirect, '/x')"))
                .isEqualTo("attempt to call ngx.redirect after sending out the headers");
        assertThat(request.eval("call(ngx.exec, '/x')"))
                .isEqualTo("attempt to call ngx.exec after sending out response headers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "'/t?x=1', {b = 2}|/t|x=1&b=2",
                "'/t?x=1', 'q=1'|/t|x=1&q=1",
                "'/t', 5|/t|5",
                "'/t'|/t|-",
                "'/t', nil|/t|-",
                "'/t', ''|/t|-",
                "'/t?'|/t|``",
                "'/t%20x%zz'|/t x%zz|-",
                "'@n', 'q=1'|@n|q=1",
                "'@n?x=1'|@n|x=1",
                "'/a..b/..c'|/a..b/..c|-",
            })
    void exec_targets(String arguments, String uri, String args) {
        assertThat(ScriptedRequest.get("/").run(Phase.ACCESS, "ngx.exec(" + arguments + ")"))
                .isEqualTo(Outcome.exec(uri, args));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|expecting one or two arguments, but got 0",
                ", ''|The uri argument is empty",
                ", {}|bad argument #1 to 'exec' (string expected, got table)",
                ", '/x', true|bad argument #2 to 'exec' (string, number, or table expected, but got boolean)",
                ", '/x', {a = print}|attempt to use function as query arg value",
                ", '/x', {1}|attempt to use a non-string key in the \"args\" option table",
                ", '/../t'|unsafe uri",
                ", '/a/..'|unsafe uri",
                ", '/%2e%2e/t'|unsafe uri",
                ", '/t%00x'|unsafe uri",
            })
    void exec_misuse(String arguments, String expected) {
        String call = "call(ngx.exec" + (arguments == null ? "" : arguments) + ")";
        assertThat(ScriptedRequest.get("/").eval(call)).isEqualTo(expected);
    }
}

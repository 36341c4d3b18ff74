// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.LuaValue;

/** The clock, HTTP's dates and {@code ngx.sleep}. */
class NgxTimeTest {

    private final NgxVm vm = new NgxVm();

    @Test
    void clock_readsTheTicker() {
        assertThat(vm.run("return ngx.now() == 1795305600.25, ngx.time() == 1795305600"))
                .isEqualTo("true true");
        assertThat(vm.run("return ngx.utctime()")).isEqualTo("2026-11-22 00:00:00");
        assertThat(vm.run("ngx.update_time() return #ngx.today(), #ngx.localtime()"))
                .isEqualTo("10 19");
        vm.advance(750);
        assertThat(vm.run("return ngx.utctime()")).isEqualTo("2026-11-22 00:00:01");
    }

    @Test
    void clock_standsStillUntilCodeWaits() {
        vm.global("pass", args -> {
            vm.pass(args.checkint(1));
            return LuaValue.NONE;
        });
        assertThat(vm.run("""
                local first = ngx.now()
                pass(1500)
                local second, utc = ngx.now(), ngx.utctime()
                ngx.sleep(0)
                return second - first, utc, ngx.now() - first, ngx.utctime()
                """)).isEqualTo("0 2026-11-22 00:00:00 1.5 2026-11-22 00:00:01");
        assertThat(vm.run("pass(2000) local t = ngx.time() pass(3000) return ngx.time() - t"))
                .isEqualTo("0");
        assertThat(vm.run("local t = ngx.time() pass(3000) ngx.update_time() return ngx.time() - t"))
                .isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`cookie_time(1290079655)` ~ `Thu, 18-Nov-10 11:27:35 GMT`",
                "`cookie_time(2200000000)` ~ `Sun, 18-Sep-2039 23:06:40 GMT`",
                "`cookie_time(-1)` ~ `Thu, 01-Jan-70 00:00:00 GMT`",
                "`http_time(1290079655.9)` ~ `Thu, 18 Nov 2010 11:27:35 GMT`",
                "`http_time(253402300800)` ~ `Fri, 31 Dec 9999 23:59:59 GMT`",
                "`parse_http_time('Thu, 18 Nov 2010 11:27:35 GMT')` ~ `1290079655`",
                "`parse_http_time('Thursday, 18-Nov-10 11:27:35 GMT')` ~ `1290079655`",
                "`parse_http_time('Thu Nov 18 11:27:35 2010')` ~ `1290079655`",
                "`parse_http_time('Thu Nov  8 11:27:35 2010')` ~ `1289215655`",
                "`parse_http_time('Thursday, 18-Nov-70 11:27:35 GMT')` ~ `27775655`",
                "`parse_http_time('Thu, 29 Feb 2012 11:27:35 GMT')` ~ `1330514855`",
                "`parse_http_time('Thu, 31 Feb 2010 11:27:35 GMT')` ~ `nil`",
                "`parse_http_time('Thu, 18 Nov 2010 24:27:35 GMT')` ~ `nil`",
                "`parse_http_time('18 Nov 2010 11:27:35 GMT')` ~ `nil`",
                "`parse_http_time('')` ~ `nil`",
                "`sleep(0)` ~ ``",
                "`sleep('0.001')` ~ ``",
            })
    void dates_asInNginx(String call, String expected) {
        assertThat(vm.run("return ngx." + call)).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`cookie_time('1')` ~ `number argument only`",
                "`http_time()` ~ `number argument only`",
                "`parse_http_time(1)` ~ `string argument only`",
                "`sleep()` ~ `attempt to pass 0 arguments, but accepted 1`",
                "`sleep(-1)` ~ `invalid sleep duration \"-1000\"`",
                "`sleep('x')` ~ `bad argument #1 to 'sleep' (number expected, got string)`",
                "`sleep(nil)` ~ `bad argument #1 to 'sleep' (number expected, got nil)`",
            })
    void misuse_isAnError(String call, String message) {
        assertThat(vm.error("ngx." + call)).isEqualTo(message);
    }

    @Test
    void sleep_whereCodeCannotWait_isAnError() {
        assertThat(vm.error(Phase.LOG, "ngx.sleep(0)")).isEqualTo("API disabled in the context of log_by_lua*");
    }
}

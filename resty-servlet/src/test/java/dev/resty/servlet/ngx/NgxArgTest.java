// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxArgTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ngx.arg[1] = string.upper(ngx.arg[1])|ABCDEF",
                "ngx.arg[1] = nil|``",
                "ngx.arg[1] = ''|``",
                "ngx.arg[1] = {'<', ngx.arg[1], {'>'}, 5}|<abc>5<def>5<>5",
                "if ngx.arg[1] == 'abc' then ngx.arg[2] = true end|abc",
                "if ngx.arg[2] then ngx.arg[1] = ngx.arg[1] .. '!' end|abcdef!",
                "ngx.arg['1'] = 7|777",
            })
    void arg_inBodyFilter_changesTheChunks(String filter, String expected) throws IOException {
        ScriptedRequest request = ScriptedRequest.get("/").filters(null, filter);
        assertThat(request.content("ngx.print('abc') ngx.print('def')").text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|print|bad chunk data type: function",
                "1|true|bad chunk data type: boolean",
                "1|{a = 1}|bad argument #3 to '__newindex' (non-array table found)",
                "1|{{true}}|bad argument #3 to '__newindex' (bad data type boolean found)",
                "3|1|bad index: 3",
                "0|1|bad index: 0",
                "'x'|1|bad argument #2 to '__newindex' (number expected, got string)",
            })
    void arg_misuse(String index, String value, String expected) {
        String set = "call(function() ngx.arg[" + index + "] = " + value + " end)";
        assertThat(ScriptedRequest.get("/").eval(Phase.BODY_FILTER, set)).isEqualTo(expected);
    }

    @Test
    void arg_elsewhere_isDisabled() {
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.eval("call(function() return ngx.arg[1] end)"))
                .isEqualTo("API disabled in the current context");
        assertThat(request.eval("call(function() ngx.arg[1] = 1 end)"))
                .isEqualTo("API disabled in the context of access_by_lua*");
    }

    @Test
    void filters_runInsideTheCodeThatWrites() throws IOException {
        ScriptedRequest request = ScriptedRequest.get("/")
                .filters("order = order .. 'h'", "order = order .. (ngx.arg[2] and 'e' or 'b')");
        request.content("order = '' ngx.print('x') order = order .. '1' ngx.print('y') order = order .. '2'");
        assertThat(request.eval("order")).isEqualTo("hb1b2e");
    }
}

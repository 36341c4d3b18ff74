// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code zlib}, as lua-zlib has it. */
class LuaZlibTest {

    private static final String PRELUDE = """
            local zlib = require "zlib"
            local text = ("hello world "):rep(5000)
            """;

    private final LibraryVm vm = new LibraryVm();

    private String eval(String code) {
        return vm.eval(PRELUDE + code);
    }

    @ParameterizedTest
    @CsvSource({"31, 47", "15, 47", "31, 31", "15, 15", "-15, -15"})
    void inflate_readsWhatDeflateWrote(int written, int read) {
        assertThat(eval("local c, eof, bytes_in, bytes_out = zlib.deflate(6, " + written + ")(text, 'finish')"
                        + " local p, done, used, made = zlib.inflate(" + read + ")(c .. 'more')"
                        + " return eof, bytes_in, bytes_out == #c, #c < 1000, p == text, done, used == #c, made"))
                .isEqualTo("true 60000 true true true true true 60000");
    }

    @Test
    void streams_takeAndGiveBytesCallByCall() {
        assertThat(eval("local d, i, out, parts = zlib.deflate(), zlib.inflate(), {}, 0"
                        + " for n = 1, 10 do local part = d('line ' .. n, 'sync') parts = parts + (#part > 0 and 1 or 0)"
                        + " for at = 1, #part do out[#out + 1] = i(part:sub(at, at)) end end"
                        + " local last, eof = d() local rest, done = i(last)"
                        + " return parts, #table.concat(out) + #rest, eof, done, d()"))
                .isEqualTo("10 61 true true  true");
    }

    @Test
    void sums_goOnFromCallToCall() {
        assertThat(eval("local crc, adler = zlib.crc32(), zlib.adler32() crc('hello ') adler('hello ')"
                        + " return crc('world'), crc(), adler('world'), zlib.crc32()('')"))
                .isEqualTo("222957957 222957957 436929629 0");
    }

    @Test
    void inflate_ofGarbage_isAnErrorAndClosesTheStream() {
        assertThat(eval(
                        "local i = zlib.inflate() local ok, e = pcall(i, 'garbage here') local again, why = pcall(i, 'x')"
                                + " return ok, e, again, why"))
                .isEqualTo("false InvalidInput: input string does not conform to zlib format or checksum failed"
                        + " false IllegalState: calling inflate function when stream was previously closed");
    }

    @Test
    void deflate_withBadOptions_isAnError() {
        assertThatThrownBy(() -> eval("zlib.deflate(77)")).hasMessageContaining("InternalError");
        assertThatThrownBy(() -> eval("zlib.deflate()('x', 'soon')")).hasMessageContaining("invalid option 'soon'");
        assertThatThrownBy(() -> eval("zlib.inflate()({})")).hasMessageContaining("string expected, got table");
    }
}

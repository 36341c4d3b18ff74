// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ffi-zlib}, {@code resty.signal}, {@code lfs}, and what isn't there; expected values are upstream's. */
class CompressionAndFilesTest {

    private static final String PRELUDE = """
            local z = require "ffi-zlib"
            local text = ("hello world "):rep(5000)
            local function run(f, data, chunk, option, step)
                local at, out = 1, {}
                local ok, err = f(function(n)
                    if at > #data then return nil end
                    local part = data:sub(at, at + (step or n) - 1)
                    at = at + (step or n)
                    return part
                end, function(part) out[#out + 1] = part return true end, chunk, option)
                return table.concat(out), ok, err
            end
            """;

    private final LibraryVm vm = new LibraryVm();

    private String eval(String code) {
        return vm.eval(PRELUDE + code);
    }

    @ParameterizedTest
    @CsvSource({"31, 47", "15, 47", "31, 31", "15, 15", "-15, -15"})
    void zlib_readsWhatItWrote(int written, int read) {
        assertThat(eval("local c, ok, err = run(z.deflateGzip, text, 100, {windowBits = " + written + ", level = 6})"
                        + " local results = {ok, err, #c < 1000} for _, step in ipairs{1, 7, 1000} do"
                        + " local p, ok, err = run(z.inflateGzip, c, 1024, " + read + ", step)"
                        + " results[#results + 1] = p == text and ok and err end return unpack(results)"))
                .isEqualTo("true stream end true stream end stream end stream end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run(z.inflateGzip, c:sub(1, -9), 1024)|false INFLATE: Data error, no input bytes",
                "run(z.inflateGzip, c:sub(1, -9) .. ('x'):rep(8), 1024)|false INFLATE: data error",
                "run(z.inflateGzip, 'garbage here', 1024)|false INFLATE: data error",
                "run(z.inflateGzip, '', 1024)|false INFLATE: Data error, no input bytes",
                "nil, z.deflateGzip(function() end, function() return nil, 'no' end)|false DEFLATE: no",
                "nil, z.inflateGzip(function() return c end, function() return nil, 'no' end, #c)|false INFLATE: no",
                "nil, z.deflateGzip(function() end, function() return true end, nil, {level = 77})|false INIT: stream error",
            })
    void zlib_fails(String call, String results) {
        assertThat(eval("local c = run(z.deflateGzip, text) return select(2, " + call + ")"))
                .isEqualTo(results);
    }

    @Test
    void zlib_sums() {
        assertThat(eval(
                        "return tostring(z.crc('hello')), tostring(z.crc('llo', z.crc('he'))), tostring(z.adler('hello', 1)),"
                                + " tostring(z.adler('hello')), tostring(z.crc())"))
                .isEqualTo("907060870ULL 907060870ULL 103547413ULL 103219732ULL 0ULL");
    }

    @Test
    void signal_hasLinuxNumbers() {
        assertThat(vm.eval("local s = require 'resty.signal' return s.signum('TERM'), s.signum('CHLD'), s.signum(7),"
                        + " s.signum('FOO')"))
                .isEqualTo("15 17 7 nil unknown signal name");
    }

    @Test
    void signal_isNotSentUnlessProgramsAreAllowed() {
        long own = ProcessHandle.current().pid();
        assertThat(vm.eval("local s = require 'resty.signal' return s.kill(" + own + ", 'NONE'), s.kill(" + own
                        + ", 'TERM'), s.kill(2 ^ 40, 'NONE')"))
                .isEqualTo("true nil nil No such process");
    }

    @Test
    void lfs_isUnderTheConfigurationsControl() {
        assertThatThrownBy(() -> vm.eval("return require('lfs').attributes('.')"))
                .hasMessageContaining("'lfs.attributes' is not allowed by the configuration");
    }
}

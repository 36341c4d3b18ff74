// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code socket.url}; expected values are LuaSocket's. */
class SocketUrlTest {

    private static final String PRELUDE = """
            local url = require "socket.url"
            local function shown(t, err)
                if not t then return tostring(t) .. " " .. err end
                local keys = {}
                for k in pairs(t) do keys[#keys + 1] = tostring(k) end
                table.sort(keys)
                for i, k in ipairs(keys) do keys[i] = k .. "=" .. tostring(t[tonumber(k) or k]) end
                return table.concat(keys, " ")
            end
            """;

    private final LibraryVm vm = new LibraryVm();

    private String eval(String code) {
        return vm.eval(PRELUDE + code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "'http://u:p@h.x:81/a/b;c?d=e#f' "
                        + "'authority=u:p@h.x:81 fragment=f host=h.x params=c password=p path=/a/b port=81 query=d=e scheme=http user=u userinfo=u:p'",
                "'https://[::1]:8443/' 'authority=[::1]:8443 host=::1 path=/ port=8443 scheme=https'",
                "'//h?q' 'authority=h host=h query=q'",
                "'a/b' 'path=a/b'",
                "'mailto:x@y' 'path=x@y scheme=mailto'",
                "'http://h/#' 'authority=h fragment= host=h path=/ scheme=http'",
                "'' 'nil invalid url'"
            })
    void parse_givesThePartsThatThereAre(String text, String parts) {
        assertThat(eval("return shown(url.parse('" + text + "'))")).isEqualTo(parts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "http://a/b/c/d;p?q g http://a/b/c/g",
                "http://a/b/c/d;p?q ./g/ http://a/b/c/g/",
                "http://a/b/c/d;p?q /g http://a/g",
                "http://a/b/c/d;p?q //g http://g",
                "http://a/b/c/d;p?q ?y http://a/b/c/d;p?y",
                "http://a/b/c/d;p?q #s http://a/b/c/d;p?q#s",
                "http://a/b/c/d;p?q .. http://a/b/",
                "http://a/b/c/d;p?q ../../g http://a/g",
                "http://a/b/c/d;p?q g:h g:h",
                "http://a g http://a/g"
            })
    void absolute_resolvesAsRfc3986Says(String base, String relative, String resolved) {
        assertThat(eval("return url.absolute('" + base + "', '" + relative + "')"))
                .isEqualTo(resolved);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url.escape('a b/_-\\255')|a%20b%2f_%2d%ff",
                "url.unescape('a%20b%2F%zz%')|a b/%zz%",
                "url.build{scheme = 'http', host = '::1', port = 80, user = 'u', password = 'p', path = '/x', query = 'y'}|"
                        + "http://u:p@[::1]:80/x?y",
                "url.build(url.parse 'http://u@h:1/p;q?r#s')|http://u@h:1/p;q?r#s",
                "shown(url.parse_path '/a%20b//c/')|1=a b 2=c is_absolute=1 is_directory=1",
                "url.build_path{'a b', 'c/:', is_absolute = 1}|/a%20b/c%2F:",
                "url.build_path({'a b', 'c', is_directory = 1}, true)|a b/c/",
                "url.parse('//h/p', {scheme = 'ftp'}).scheme|ftp",
                "select(2, pcall(url.parse, {}))|bad argument #1 to 'parse' (string expected, got table)"
            })
    void functions_giveWhatLuaSocketGives(String call, String result) {
        assertThat(eval("return " + call)).isEqualTo(result);
    }
}

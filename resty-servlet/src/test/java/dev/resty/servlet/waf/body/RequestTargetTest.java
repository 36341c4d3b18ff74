// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.waf.value.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/one/two/login.php?a=1&b=%20, /one/two/login.php?a=1&b=%20, /one/two/login.php, login.php, a=1&b=%20",
                "/, /, /, '', -",
                "/a?, /a?, /a, a, ''",
                "/a?b?c, /a?b?c, /a, a, b?c",
                "/a/b#f?x, /a/b, /a/b, b, -",
                "/a?x=1#f, /a?x=1, /a, a, x=1",
                "//a//b, //a//b, //a//b, b, -",
                "/a%2fb%5c.php;jsessionid=1, /a%2fb%5c.php;jsessionid=1, /a/b\\.php;jsessionid=1, .php;jsessionid=1, -",
                "/a\\b, /a\\b, /a\\b, b, -",
                "http://host:80/a/b?q, /a/b?q, /a/b, b, q",
                "http://host, /, /, '', -",
                "http://host?q, /?q, /, '', q",
                "/?u=http://x/y, /?u=http://x/y, /, '', u=http://x/y",
                "host:443, host:443, host:443, host:443, -",
                "*, *, *, *, -",
                "'', '', '', '', -",
                "://x, ://x, ://x, x, -",
            })
    void of_target_makesTheVariables(String raw, String uri, String filename, String basename, String query) {
        RequestTarget target = RequestTarget.of(Bytes.of(raw));

        assertThat(target.raw().text()).isEqualTo(raw);
        assertThat(target.uri().text()).isEqualTo(uri);
        assertThat(target.filename().text()).isEqualTo(filename);
        assertThat(target.basename().text()).isEqualTo(basename);
        assertThat(target.query()).isEqualTo(query == null ? null : Bytes.of(query));
    }

    @ParameterizedTest
    @CsvSource({
        "/one/%20/th%3fee?key=%41, /one/ /th?ee",
        "/a+b%, /a+b%",
        "/%4, /%4",
        "/%4x%41, /%4xA",
    })
    void of_path_isDecodedWhereItStandsAlone(String raw, String pathInfo) {
        assertThat(RequestTarget.of(Bytes.of(raw)).pathInfo().text()).isEqualTo(pathInfo);
        assertThat(RequestTarget.of(Bytes.of(raw)).filename().text()).isEqualTo(pathInfo);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "30,30000",
        "500ms,500",
        "60s,60000",
        "2m,120000",
        "1h 30m,5400000",
        "1h30m,5400000",
        "1d,86400000",
        "1w,604800000",
        "1M,2592000000",
        "1y,31536000000",
        "1s 5ms,1005",
        "0,0",
        "1m 5,65000"
    })
    void milliseconds_knowsNginxsUnits(String text, long milliseconds) {
        assertThat(Units.milliseconds(text)).hasValue(milliseconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1x", "1s1m", "s", "1s 1s", "-1", "1.5s", "99999999999999999y"})
    void milliseconds_refusesWhatNginxRefuses(String text) {
        assertThat(Units.milliseconds(text)).isEmpty();
    }

    @Test
    void size_takesKilobytesAndMegabytesAndWhereAllowedGigabytes() {
        assertThat(Units.size("8192", false)).hasValue(8192);
        assertThat(Units.size("8k", false)).hasValue(8192);
        assertThat(Units.size("1M", false)).hasValue(1 << 20);
        assertThat(Units.size("1g", false)).isEmpty();
        assertThat(Units.size("1g", true)).hasValue(1 << 30);
        assertThat(Units.size("", true)).isEmpty();
        assertThat(Units.size("k", true)).isEmpty();
        assertThat(Units.size("999999999999999999g", true)).isEmpty();
    }
}

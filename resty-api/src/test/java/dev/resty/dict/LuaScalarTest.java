// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuaScalarTest {

    /** What LuaJIT's tostring gives. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-42, -42",
        "0.1, 0.1",
        "1.5, 1.5",
        "0.30000000000000004, 0.3",
        "3.141592653589793, 3.1415926535898",
        "100, 100",
        "99999999999999, 99999999999999",
        "100000000000000, 1e+14",
        "123456789012345, 1.2345678901235e+14",
        "-123456789012345, -1.2345678901235e+14",
        "12345678901232.5, 12345678901233",
        "999999999999999, 1e+15",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1e100, 1e+100",
        "-2.5e-300, -2.5e-300",
        "4.9e-324, 4.9406564584125e-324",
        "1.7976931348623157e308, 1.7976931348623e+308",
        "NaN, nan",
        "Infinity, inf",
        "-Infinity, -inf"
    })
    void number_text_isLuas(double number, String text) {
        assertThat(LuaScalar.of(number).text()).isEqualTo(text);
        assertThat(LuaScalar.of(number).toBytes()).asString().isEqualTo(text);
    }

    @Test
    void of_longWithoutExactDouble_isRefused() {
        assertThat(LuaScalar.of(1L << 53)).isEqualTo(LuaScalar.of(9007199254740992.0));
        assertThat(LuaScalar.of(Long.MIN_VALUE).text()).isEqualTo("-9.2233720368548e+18");
        for (long number : new long[] {(1L << 53) + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE + 1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> LuaScalar.of(number));
        }
    }

    @Test
    void bytes_equalByContents_andShowAsText() {
        LuaScalar bytes = LuaScalar.of(new byte[] {'a', 'b'});

        assertThat(bytes)
                .isEqualTo(LuaScalar.of("ab"))
                .hasSameHashCodeAs(LuaScalar.of("ab"))
                .isNotEqualTo(LuaScalar.of("ac"))
                .hasToString("ab");
    }

    @Test
    void wrap_sharesTheArray_toBytesDoesNot() {
        byte[] bytes = {1, 2};
        LuaScalar wrapped = LuaScalar.wrap(bytes);

        assertThat(((LuaScalar.Bytes) wrapped).array()).isSameAs(bytes);
        assertThat(wrapped.toBytes()).isNotSameAs(bytes).isEqualTo(bytes);
        assertThat(((LuaScalar.Bytes) wrapped).length()).isEqualTo(2);
    }

    @Test
    void wrap_partOfAnArray_isThatPartOnly() {
        byte[] bytes = {'x', 'a', 'b', 'y'};
        LuaScalar part = LuaScalar.wrap(bytes, 1, 2);

        assertThat(part)
                .isEqualTo(LuaScalar.of("ab"))
                .hasSameHashCodeAs(LuaScalar.of("ab"))
                .hasToString("ab");
        assertThat(part.toBytes()).containsExactly('a', 'b');
        assertThat(((LuaScalar.Bytes) part).array()).containsExactly('a', 'b');
        assertThat(((LuaScalar.Bytes) part).source()).isSameAs(bytes);
        assertThat(((LuaScalar.Bytes) part).offset()).isEqualTo(1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> LuaScalar.wrap(bytes, 3, 2));
    }

    @Test
    void boolean_textAndBytes_areLuas() {
        assertThat(LuaScalar.of(true).text()).isEqualTo("true");
        assertThat(LuaScalar.of(false).toBytes()).asString().isEqualTo("false");
    }
}

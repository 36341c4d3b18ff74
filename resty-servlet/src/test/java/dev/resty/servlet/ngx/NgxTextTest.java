// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Escaping, encoding, hashing and quoting with the results of nginx 1.22 with ngx_lua. */
class NgxTextTest {

    private final NgxVm vm = new NgxVm();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`ngx.escape_uri()` ~ ``",
                "`ngx.escape_uri(1)` ~ `1`",
                "`ngx.escape_uri('a b/?&\\0\\255-._')` ~ `a%20b%2F%3F%26%00%FF-._`",
                "`ngx.escape_uri('a b/?&', 0)` ~ `a%20b/%3F&`",
                "`ngx.escape_uri('+#', 1)` ~ `%2B%23`",
                "`ngx.escape_uri([[\"'+]], 3)` ~ `%22%27+`",
                "`ngx.escape_uri([[\"'#]], 4)` ~ `%22%27#`",
                "`ngx.escape_uri([[\"% #]], 5)` ~ `\"%25%20#`",
                "`ngx.unescape_uri('a%20b+c%zz%2%g1%4')` ~ `a b c%zz%2%g1%4`",
                "`ngx.unescape_uri('%%41%u0041')` ~ `%A%u0041`",
                "`ngx.unescape_uri(nil)` ~ ``",
                "`ngx.encode_args({a = true})` ~ `a`",
                "`ngx.encode_args({a = false})` ~ ``",
                "`ngx.encode_args({a = {1, true, 'x y', false}})` ~ `a=1&a&a=x%20y`",
                "`ngx.encode_args({['a b&'] = '='})` ~ `a%20b%26=%3D`",
                "`ngx.decode_args('a=1&a=2&b&=x&&c=')` ~ `{a={1=1,2=2},b=true,c=}`",
                "`ngx.decode_args('a=1&b=2&c=3', 2)` ~ `{a=1,b=2} truncated`",
                "`ngx.decode_args('a=1&b=2', 2)` ~ `{a=1,b=2}`",
                "`ngx.decode_args('a=1&b=2&c=3', 0)` ~ `{a=1,b=2,c=3}`",
                "`ngx.decode_args('a+b=%41%zz&c=d=e')` ~ `{a b=A%zz,c=d=e}`",
                "`ngx.encode_base64('hello\\0\\255')` ~ `aGVsbG8A/w==`",
                "`ngx.encode_base64('a', true)` ~ `YQ`",
                "`ngx.encode_base64(nil)` ~ ``",
                "`ngx.encode_base64(true)` ~ `dHJ1ZQ==`",
                "`ngx.decode_base64('aGVsbG8=')` ~ `hello`",
                "`ngx.decode_base64('aGVsbG8')` ~ `hello`",
                "`ngx.decode_base64('aGVsbG8==')` ~ `hello`",
                "`ngx.decode_base64('aGVs bG8=')` ~ `nil`",
                "`ngx.decode_base64('a')` ~ `nil`",
                "`ngx.decode_base64('a-_b')` ~ `nil`",
                "`ngx.decode_base64('aa=a')` ~ `i`",
                "`ngx.decode_base64('====')` ~ ``",
                "`ngx.decode_base64mime('aGVs bG8=')` ~ `hello`",
                "`require('ngx.base64').encode_base64url('\\255\\254a')` ~ `__5h`",
                "`require('ngx.base64').encode_base64url(1)` ~ `nil must provide a string`",
                "`#require('ngx.base64').decode_base64url('__5h=')` ~ `3`",
                "`require('ngx.base64').decode_base64url('+/5h')` ~ `nil invalid input`",
                "`ngx.crc32_short('hello')` ~ `907060870`",
                "`ngx.crc32_long('hello')` ~ `907060870`",
                "`ngx.crc32_short()` ~ `0`",
                "`ngx.crc32_short(1) == 2212294583` ~ `true`",
                "`ngx.encode_base64(ngx.hmac_sha1('k', 's'))` ~ `Nueo+nrDeGemlbnLrTFr6LH2CI4=`",
                "`ngx.encode_base64(ngx.hmac_sha1('', ''))` ~ `+9sdGxiqbAgyS31ktx+3Y3BpDh0=`",
                "`ngx.md5('hello')` ~ `5d41402abc4b2a76b9719d911017c592`",
                "`ngx.md5(nil)` ~ `d41d8cd98f00b204e9800998ecf8427e`",
                "`ngx.md5(12)` ~ `c20ad4d76fe97759aa27a0c99bff6710`",
                "`#ngx.md5_bin('a'), #ngx.sha1_bin('a')` ~ `16 20`",
                "`ngx.quote_sql_str('\\0\\b\\n\\r\\t\\26\\\\')` ~ `'\\0\\b\\n\\r\\t\\Z\\\\'`",
                "`ngx.quote_sql_str([['\"a%_]])` ~ `'\\'\\\"a%_'`",
                "`ngx.quote_sql_str(1)` ~ `'1'`",
            })
    void text_asInNginx(String expression, String expected) {
        assertThat(vm.run("return " + expression)).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`ngx.escape_uri('a', 7)` ~ `\"type\" 7 out of range`",
                "`ngx.escape_uri('a', -1)` ~ `\"type\" -1 out of range`",
                "`ngx.escape_uri('a', '0')` ~ `\"type\" is not a number`",
                "`ngx.encode_args()` ~ `expecting 1 argument but seen 0`",
                "`ngx.encode_args(1)` ~ `bad argument #1 to 'encode_args' (table expected, got number)`",
                "`ngx.encode_args({a = {{}}})` ~ `attempt to use table as query arg value`",
                "`ngx.encode_args({a = print})` ~ `attempt to use function as query arg value`",
                "`ngx.encode_args({a = ngx.null})` ~ `attempt to use userdata as query arg value`",
                "`ngx.encode_args({'b'})` ~ `attempt to use a non-string key in the \"args\" option table`",
                "`ngx.decode_args()` ~ `expecting 1 or 2 arguments but seen 0`",
                "`ngx.decode_args(nil)` ~ `bad argument #1 to 'decode_args' (string expected, got nil)`",
                "`ngx.decode_args('a', 'x')` ~ `bad argument #2 to 'decode_args' (number expected, got string)`",
                "`ngx.encode_base64('a', 1)` ~ `bad no_padding: boolean expected, got number`",
                "`ngx.decode_base64(1)` ~ `string argument only`",
                "`ngx.hmac_sha1('k')` ~ `expecting 2 arguments, but got 1`",
                "`ngx.hmac_sha1({}, 'k')` ~ `bad argument #1 to 'hmac_sha1' (string expected, got table)`",
                "`ngx.quote_sql_str()` ~ `expecting one argument`",
                "`ngx.quote_sql_str(nil)` ~ `bad argument #1 to 'quote_sql_str' (string expected, got nil)`",
            })
    void misuse_isAnError(String expression, String message) {
        assertThat(vm.error("return " + expression)).isEqualTo(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are what OpenResty's lua-cjson gave for the same input. */
class CjsonTest {

    private final LibraryVm vm = new LibraryVm();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{}|{}",
                "{1, 2, 3}|[1,2,3]",
                "{1, nil, 3}|[1,null,3]",
                "{a = 1}|{\"a\":1}",
                "{[0] = 1}|{\"0\":1}",
                "{[1.5] = 1}|{\"1.5\":1}",
                "{a = {}, nil}|{\"a\":{}}",
                "{true, false, cjson.null}|[true,false,null]",
                "nil|null",
                "'a/b'|\"a\\/b\"",
                "0.1|0.1",
                "1/3|0.33333333333333",
                "2/3|0.66666666666667",
                "1e15|1e+15",
                "1e14|1e+14",
                "99999999999999|99999999999999",
                "123456789012345|1.2345678901234e+14",
                "1e100|1e+100",
                "0.00001|1e-05",
                "0.0001|0.0001",
                "-1.5e-10|-1.5e-10",
                "2^53|9.007199254741e+15",
                "5e-324|4.9406564584125e-324",
                "1.7976931348623157e308|1.7976931348623e+308",
                "12.34|12.34",
                "-0.5|-0.5",
                "99999999999999.9|1e+14",
                "0.1+0.2|0.3",
                "setmetatable({a = 1}, cjson.array_mt)|[]",
                "setmetatable({}, cjson.empty_array_mt)|[]",
                "setmetatable({1}, cjson.empty_array_mt)|[1]",
                "cjson.empty_array|[]",
                "{cjson.empty_array}|[[]]",
                "setmetatable({}, {__len = function() return 2 end, __index = function(_, i) return i * 2 end})|[2,4]",
            })
    void encode_value_writesWhatLuaCjsonWrites(String value, String json) {
        assertThat(vm.eval("local cjson = require 'cjson' return cjson.encode(" + value + ")"))
                .isEqualTo(json);
    }

    @Test
    void encode_everyByte_escapesControlsAndPassesTheRest() {
        String json = vm.eval("local t = {} for i = 0, 255 do t[#t + 1] = string.char(i) end "
                + "return require 'cjson'.encode(table.concat(t))");
        assertThat(json)
                .startsWith("\"\\u0000\\u0001")
                .contains("\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e")
                .contains("!\\\"#")
                .contains(".\\/0")
                .contains("[\\\\]")
                .contains("~\\u007f\u0080")
                .endsWith("\u00ff\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "print|Cannot serialise function: type not supported",
                "coroutine.create(print)|Cannot serialise thread: type not supported",
                "{[true] = 1}|Cannot serialise boolean: table key must be a number or string",
                "{[1] = 1, [100] = 2}|Cannot serialise table: excessively sparse array",
                "1/0|Cannot serialise number: must not be NaN or Infinity",
                "{0/0}|Cannot serialise number: must not be NaN or Infinity",
                "(function() local t = {} for i = 1, 1001 do t = {t} end return t end)()"
                        + "|Cannot serialise, excessive nesting (1001)",
            })
    void encode_impossible_saysWhatLuaCjsonSays(String value, String error) {
        assertThat(vm.eval("local j, err = require 'cjson.safe'.encode(" + value + ") return err"))
                .isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "12345678901234567890|9.223372036854776e+18",
                "-12345678901234567890|-9.223372036854776e+18",
                "1.|1",
                "-.5|-0.5",
                "+5|5",
                "01|1",
                "0x10|16",
                "0x1.8p3|12",
                "1e5|100000",
                "1e-400|0",
                "0.1|0.1",
                "123456789012345678901234567890.5|1.234567890123457e+29",
                "2.2250738585072014e-308|2.225073858507201e-308",
                "\"\\ud83d\\ude00\"|\"\u00f0\u009f\u0098\u0080\"",
                "\"\\u00e9\\u20ac\\/\"|\"\u00c3\u00a9\u00e2\u0082\u00ac\\/\"",
                "[1,[2,{\"a\":null}],true,false]|[1,[2,{\"a\":null}],true,false]",
                "  {\"k\" : [ ] }  |{\"k\":{}}",
            })
    void decode_text_readsWhatLuaCjsonReads(String json, String again) {
        vm.worker.globals().set("json", Arguments.latin1(json));
        assertThat(vm.eval("local cjson = require 'cjson'.new() cjson.encode_number_precision(16) "
                        + "return cjson.encode(cjson.decode(json))"))
                .isEqualTo(again);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "|Expected value but found T_END at character 1",
                "]|Expected value but found T_ARR_END at character 1",
                "}|Expected value but found T_OBJ_END at character 1",
                ":|Expected value but found T_COLON at character 1",
                ",|Expected value but found T_COMMA at character 1",
                "[}|Expected value but found T_OBJ_END at character 2",
                "[1,]|Expected value but found T_ARR_END at character 4",
                "[1 2]|Expected comma or array end but found T_INTEGER at character 4",
                "[1 2.5]|Expected comma or array end but found T_NUMBER at character 4",
                "{1:2}|Expected object key string but found T_INTEGER at character 2",
                "{\"a\" 1}|Expected colon but found T_INTEGER at character 6",
                "{\"a\":1,}|Expected object key string but found T_OBJ_END at character 8",
                "{\"a\":1 \"b\":2}|Expected comma or object end but found T_STRING at character 8",
                "\"abc|Expected value but found unexpected end of string at character 5",
                "\"\\q\"|Expected value but found invalid escape code at character 2",
                "\"\\u12\"|Expected value but found invalid unicode escape code at character 2",
                "\"\\ud800\"|Expected value but found invalid unicode escape code at character 2",
                "\"\\udc00\"|Expected value but found invalid unicode escape code at character 2",
                "nul|Expected value but found invalid token at character 1",
                "hello|Expected value but found invalid token at character 1",
                "- 5|Expected value but found invalid number at character 1",
                "--5|Expected value but found invalid number at character 1",
                "1.5.5|Expected the end but found invalid token at character 4",
                "0X10|Expected the end but found invalid token at character 2",
                "0x|Expected the end but found invalid token at character 2",
                "1e+|Expected the end but found invalid token at character 2",
                "infinit|Expected the end but found invalid token at character 4",
            })
    void decode_broken_saysWhatAndWhere(String json, String error) {
        vm.worker.globals().set("json", Arguments.latin1(json == null ? "" : json));
        assertThat(vm.eval("local v, err = require 'cjson.safe'.decode(json) return v, err"))
                .isEqualTo("nil " + error);
    }

    @Test
    void decode_nulBytes_endTheTextAsInC() {
        assertThat(vm.eval("return require 'cjson'.decode('[7]\\0x')[1]")).isEqualTo("7");
        assertThat(vm.eval("return require 'cjson.safe'.decode('[1\\0]')"))
                .isEqualTo("nil Expected comma or array end but found T_END at character 3");
        assertThat(vm.eval("return require 'cjson.safe'.decode('1\\0')"))
                .isEqualTo("nil JSON parser does not support UTF-16 or UTF-32");
        assertThat(vm.eval("return require 'cjson.safe'.decode('\"a\\0b\"')"))
                .isEqualTo("nil Expected value but found unexpected end of string at character 3");
    }

    @Test
    void decode_tooDeep_isAnErrorAtTheCharacter() {
        assertThat(vm.eval("return require 'cjson.safe'.decode(('['):rep(1001))"))
                .isEqualTo("nil Found too many nested data structures (1001) at character 1001");
        assertThat(vm.eval("return require 'cjson.safe'.decode('{\"a\":' .. ('['):rep(1001))"))
                .isEqualTo("nil Found too many nested data structures (1001) at character 1005");
        assertThat(vm.eval("local c = require 'cjson.safe' c.decode_max_depth(10000000) "
                        + "return c.decode(('['):rep(1000000))"))
                .startsWith("nil Found too many nested data structures");
    }

    @Test
    void null_isNgxNull() {
        assertThat(vm.eval("local c = require 'cjson' return c.null == ngx.null, c.decode('null') == ngx.null, "
                        + "c.decode('{\"a\":null}').a == require 'cjson.safe'.null"))
                .isEqualTo("true true true");
    }

    @Test
    void decode_wrongArguments_raisesWithLuasTexts() {
        assertThat(vm.eval("return select(2, pcall(require 'cjson'.decode))"))
                .contains("bad argument #1 to 'decode' (expected 1 argument)");
        assertThat(vm.eval("return select(2, pcall(require 'cjson'.decode, nil))"))
                .contains("bad argument #1 to 'decode' (string expected, got nil)");
        assertThat(vm.eval("return require 'cjson.safe'.decode(nil)"))
                .isEqualTo("nil bad argument #1 to '?' (string expected, got nil)");
        assertThat(vm.eval("return require 'cjson'.decode(123)")).isEqualTo("123");
    }

    @Test
    void settings_ofAnInstance_areItsOwn() {
        assertThat(vm.eval("local a = require 'cjson' local b = a.new() b.encode_number_precision(3) "
                        + "b.encode_escape_forward_slash(false) b.encode_empty_table_as_object(false) "
                        + "return a.encode({'/', 1/3, {}}), b.encode({'/', 1/3, {}})"))
                .isEqualTo("[\"\\/\",0.33333333333333,{}] [\"/\",0.333,[]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "encode_sparse_array()|false 2 10",
                "encode_sparse_array(true, 0, 4)|true 0 4",
                "encode_max_depth()|1000",
                "encode_max_depth('7')|7",
                "encode_number_precision(16)|16",
                "encode_invalid_numbers()|false",
                "encode_invalid_numbers('null')|null",
                "encode_invalid_numbers('on')|true",
                "decode_invalid_numbers()|true",
                "decode_invalid_numbers('off')|false",
                "encode_keep_buffer()|true",
                "encode_empty_table_as_object()|true",
                "decode_array_with_array_mt()|false",
                "encode_escape_forward_slash()|true",
                "encode_skip_unsupported_value_types()|false",
                "decode_allow_comment()|false",
                "encode_indent('>')|>",
            })
    void setting_readOrSet_returnsItsValue(String call, String result) {
        assertThat(vm.eval("return require 'cjson'.new()." + call)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "encode_max_depth, 0|bad argument #1 to 'encode_max_depth' (expected integer between 1 and 2147483647)",
                "encode_max_depth, 'a'|bad argument #1 to 'encode_max_depth' (number expected, got string)",
                "encode_max_depth, 1, 2|bad argument #2 to 'encode_max_depth' (found too many arguments)",
                "encode_number_precision, 17"
                        + "|bad argument #1 to 'encode_number_precision' (expected integer between 1 and 16)",
                "encode_invalid_numbers, 'foo'|bad argument #1 to 'encode_invalid_numbers' (invalid option 'foo')",
                "encode_invalid_numbers, {}"
                        + "|bad argument #1 to 'encode_invalid_numbers' (string expected, got table)",
                "encode_keep_buffer, 1|bad argument #1 to 'encode_keep_buffer' (invalid option '1')",
                "encode_sparse_array, true, 0, 'x'"
                        + "|bad argument #3 to 'encode_sparse_array' (number expected, got string)",
            })
    void setting_outOfRange_raises(String call, String error) {
        assertThat(vm.eval("local c = require 'cjson'.new() return select(2, pcall(c." + call + "))"))
                .contains(error);
    }

    @Test
    void encode_sparseArray_followsTheSetting() {
        assertThat(vm.eval("local c = require 'cjson'.new() c.encode_sparse_array(true) "
                        + "return c.encode({[1] = 'a', [100] = 'b'})"))
                .isIn("{\"1\":\"a\",\"100\":\"b\"}", "{\"100\":\"b\",\"1\":\"a\"}");
        assertThat(vm.eval("local c = require 'cjson'.new() c.encode_sparse_array(false, 0) "
                        + "return c.encode({[1] = 'a', [3] = 'b'})"))
                .isEqualTo("[\"a\",null,\"b\"]");
    }

    @Test
    void encode_invalidNumbers_followsTheSetting() {
        assertThat(vm.eval("local c = require 'cjson'.new() c.encode_invalid_numbers(true) "
                        + "return c.encode({1/0, -1/0, 0/0})"))
                .isEqualTo("[Infinity,-Infinity,NaN]");
        assertThat(vm.eval(
                        "local c = require 'cjson'.new() c.encode_invalid_numbers('null') " + "return c.encode({1/0})"))
                .isEqualTo("[null]");
    }

    @Test
    void encode_unsupportedSkipped_leavesItOut() {
        assertThat(vm.eval("local c = require 'cjson'.new() c.encode_skip_unsupported_value_types(true) "
                        + "return c.encode({print, 1, print, 2}), c.encode({a = print})"))
                .isEqualTo("[1,2] {}");
    }

    @Test
    void encode_indent_writesLines() {
        assertThat(vm.eval("local c = require 'cjson'.new() c.encode_indent('  ') "
                        + "return c.encode({{a = {1, 2}}, {}})"))
                .isEqualTo("[\n  {\n    \"a\": [\n      1,\n      2\n    ]\n  },\n  {}\n]");
    }

    @Test
    void decode_comments_followTheSetting() {
        assertThat(vm.eval("local c = require 'cjson.safe'.new() c.decode_allow_comment(true) "
                        + "return c.encode(c.decode('/* a */ [1, // b\\n 2]')), select(2, c.decode('[1 /* ')) "))
                .isEqualTo("[1,2] Expected comma or array end but found unclosed multi-line comment at character 7");
    }

    @Test
    void decode_arrayMt_marksArrays() {
        assertThat(vm.eval("local c = require 'cjson'.new() c.decode_array_with_array_mt(true) "
                        + "return c.encode(c.decode('{\"a\":[]}')), getmetatable(c.decode('[]')) == c.array_mt"))
                .isEqualTo("{\"a\":[]} true");
    }

    @Test
    void encode_withinAMetamethodOfTheValue_keepsBothTexts() {
        assertThat(vm.eval("local c = require 'cjson' return c.encode({'before', setmetatable({}, {__len = function() "
                        + "c.encode('other') return 1 end, __index = function() return c.encode('x') end}), 'after'})"))
                .isEqualTo("[\"before\",[\"\\\"x\\\"\"],\"after\"]");
    }
}

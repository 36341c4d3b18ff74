// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.resty.JsonSettings.InvalidNumbers;
import dev.resty.servlet.resty.JsonSettings.Markers;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code cjson} and {@code cjson.safe}: OpenResty's lua-cjson, its results and its error texts.
 *
 * @see <a href="https://github.com/openresty/lua-cjson">lua-cjson</a>
 */
final class Cjson {

    private static final String VERSION = "2.1.0.19";
    private static final int KEPT_BUFFER = 64 * 1024;
    private static final int FIRST_BUFFER = 512;
    private static final List<String> SWITCH = List.of("off", "on");
    private static final List<String> INVALID_NUMBERS = List.of("off", "on", "null");

    private final JsonSettings settings;
    private final boolean safe;
    private byte[] kept = new byte[FIRST_BUFFER];

    private Cjson(Markers markers, boolean safe) {
        this.settings = new JsonSettings(markers);
        this.safe = safe;
    }

    /**
     * A new instance of {@code cjson} with settings of its own.
     *
     * @param safe whether {@code encode} and {@code decode} return {@code nil, err} instead of raising
     */
    static LuaTable module(Markers markers, boolean safe) {
        return new Cjson(markers, safe).table();
    }

    private LuaTable table() {
        return LibraryTable.of()
                .fn(
                        "encode",
                        "text = cjson.encode(value)",
                        "Writes a value as JSON.",
                        args -> guarded(args, this::encode))
                .fn("decode", "value = cjson.decode(text)", "Reads JSON.", args -> guarded(args, this::decode))
                .fn("new", "cjson2 = cjson.new()", "An instance with settings of its own.", this::another)
                .fn(
                        "encode_sparse_array",
                        "convert, ratio, safe = cjson.encode_sparse_array(convert?, ratio?, safe?)",
                        "Whether arrays with many holes become objects or an error, and what many is.",
                        this::sparseArray)
                .fn(
                        "encode_max_depth",
                        "depth = cjson.encode_max_depth(depth?)",
                        "How deep tables may nest.",
                        args -> integer(
                                "encode_max_depth",
                                args,
                                1,
                                1,
                                Integer.MAX_VALUE,
                                settings.encodeMaxDepth,
                                depth -> settings.encodeMaxDepth = depth))
                .fn(
                        "decode_max_depth",
                        "depth = cjson.decode_max_depth(depth?)",
                        "How deep arrays and objects may nest.",
                        args -> integer(
                                "decode_max_depth",
                                args,
                                1,
                                1,
                                Integer.MAX_VALUE,
                                settings.decodeMaxDepth,
                                depth -> settings.decodeMaxDepth = depth))
                .fn(
                        "encode_number_precision",
                        "digits = cjson.encode_number_precision(digits?)",
                        "Significant digits of numbers, 1 to 16.",
                        args -> integer(
                                "encode_number_precision",
                                args,
                                1,
                                1,
                                16,
                                settings.numberPrecision,
                                digits -> settings.numberPrecision = digits))
                .fn(
                        "encode_invalid_numbers",
                        "setting = cjson.encode_invalid_numbers(setting?)",
                        "NaN and infinities: an error (false), written (true), or \"null\".",
                        this::encodeInvalidNumbers)
                .fn(
                        "decode_invalid_numbers",
                        "setting = cjson.decode_invalid_numbers(setting?)",
                        "Whether hexadecimal, infinity and NaN are read.",
                        flag(
                                "decode_invalid_numbers",
                                () -> settings.decodeInvalidNumbers,
                                on -> settings.decodeInvalidNumbers = on))
                .fn(
                        "encode_keep_buffer",
                        "keep = cjson.encode_keep_buffer(keep?)",
                        "Whether the buffer is kept between calls.",
                        flag("encode_keep_buffer", () -> settings.keepBuffer, on -> settings.keepBuffer = on))
                .fn(
                        "encode_empty_table_as_object",
                        "setting = cjson.encode_empty_table_as_object(setting?)",
                        "Whether an empty table is {} or [].",
                        flag(
                                "encode_empty_table_as_object",
                                () -> settings.emptyTableAsObject,
                                on -> settings.emptyTableAsObject = on))
                .fn(
                        "decode_array_with_array_mt",
                        "setting = cjson.decode_array_with_array_mt(setting?)",
                        "Whether arrays that were read carry array_mt.",
                        flag(
                                "decode_array_with_array_mt",
                                () -> settings.arrayWithArrayMt,
                                on -> settings.arrayWithArrayMt = on))
                .fn(
                        "decode_allow_comment",
                        "setting = cjson.decode_allow_comment(setting?)",
                        "Whether comments are skipped.",
                        flag("decode_allow_comment", () -> settings.allowComment, on -> settings.allowComment = on))
                .fn(
                        "encode_escape_forward_slash",
                        "setting = cjson.encode_escape_forward_slash(setting?)",
                        "Whether / is written as \\/.",
                        flag(
                                "encode_escape_forward_slash",
                                () -> settings.escapeForwardSlash,
                                on -> settings.escapeForwardSlash = on))
                .fn(
                        "encode_skip_unsupported_value_types",
                        "setting = cjson.encode_skip_unsupported_value_types(setting?)",
                        "Whether functions and the like are left out instead of being an error.",
                        flag(
                                "encode_skip_unsupported_value_types",
                                () -> settings.skipUnsupported,
                                on -> settings.skipUnsupported = on))
                .fn("encode_indent", "indent = cjson.encode_indent(indent?)", "What to indent with.", this::indent)
                .value("null", settings.markers.nullValue())
                .value("empty_array", settings.markers.emptyArray())
                .value("array_mt", settings.markers.arrayMt())
                .value("empty_array_mt", settings.markers.emptyArrayMt())
                .value("_NAME", "cjson")
                .value("_VERSION", VERSION)
                .build();
    }

    private Varargs guarded(Varargs args, LibraryFunction function) {
        if (!safe || args.narg() != 1) {
            return function.call(args);
        }
        try {
            return function.call(args);
        } catch (LuaError e) {
            LuaValue message = e.getMessageObject();
            return LuaValue.varargsOf(LuaValue.NIL, message == null ? LuaValue.NIL : message);
        }
    }

    private Varargs encode(Varargs args) {
        if (args.narg() != 1) {
            throw Arguments.bad(1, "encode", "expected 1 argument");
        }
        byte[] buffer = kept;
        // A metamethod of the value may encode too: it gets a buffer of its own.
        kept = new byte[0];
        JsonEncoder encoder = new JsonEncoder(settings, buffer.length == 0 ? new byte[FIRST_BUFFER] : buffer);
        try {
            return encoder.encode(args.arg1());
        } finally {
            byte[] grown = encoder.buffer();
            kept = settings.keepBuffer && grown.length <= KEPT_BUFFER ? grown : buffer;
        }
    }

    private Varargs decode(Varargs args) {
        if (args.narg() != 1) {
            throw Arguments.bad(1, "decode", "expected 1 argument");
        }
        return new JsonDecoder(settings, Arguments.string(args, 1, safe ? "?" : "decode")).decode();
    }

    private Varargs another(Varargs args) {
        return module(settings.markers, safe);
    }

    private Varargs sparseArray(Varargs args) {
        String name = "encode_sparse_array";
        limit(name, args, 3);
        if (!args.isnil(1)) {
            settings.sparseConvert = option(name, args, SWITCH) == 1;
        }
        LuaValue ratio = setting(
                name, args, 2, 0, Integer.MAX_VALUE, settings.sparseRatio, value -> settings.sparseRatio = value);
        LuaValue safeSize =
                setting(name, args, 3, 0, Integer.MAX_VALUE, settings.sparseSafe, value -> settings.sparseSafe = value);
        return LuaValue.varargsOf(LuaValue.valueOf(settings.sparseConvert), ratio, safeSize);
    }

    private Varargs encodeInvalidNumbers(Varargs args) {
        limit("encode_invalid_numbers", args, 1);
        if (!args.isnil(1)) {
            settings.encodeInvalidNumbers =
                    InvalidNumbers.values()[option("encode_invalid_numbers", args, INVALID_NUMBERS)];
        }
        return switch (settings.encodeInvalidNumbers) {
            case OFF -> LuaValue.FALSE;
            case ON -> LuaValue.TRUE;
            case NULL -> LuaValue.valueOf("null");
        };
    }

    private Varargs indent(Varargs args) {
        limit("encode_indent", args, 1);
        if (!args.isnil(1)) {
            LuaString indent = Arguments.string(args, 1, "encode_indent");
            settings.indent = indent.m_length == 0 ? null : indent;
        }
        return settings.indent == null ? LuaValue.EMPTYSTRING : settings.indent;
    }

    private static LibraryFunction flag(String name, BooleanSupplier get, Consumer<Boolean> set) {
        return args -> {
            limit(name, args, 1);
            if (!args.isnil(1)) {
                set.accept(option(name, args, SWITCH) == 1);
            }
            return LuaValue.valueOf(get.getAsBoolean());
        };
    }

    private static int option(String name, Varargs args, List<String> options) {
        LuaValue value = args.arg1();
        if (value.isboolean()) {
            return value.toboolean() ? 1 : 0;
        }
        String option = Arguments.string(args, 1, name).tojstring();
        int index = options.indexOf(option);
        if (index < 0) {
            throw Arguments.bad(1, name, "invalid option '" + option + "'");
        }
        return index;
    }

    private static Varargs integer(
            String name, Varargs args, int number, int min, int max, int current, IntConsumer set) {
        limit(name, args, number);
        return setting(name, args, number, min, max, current, set);
    }

    private static LuaValue setting(
            String name, Varargs args, int number, int min, int max, int current, IntConsumer set) {
        if (args.isnil(number)) {
            return LuaValue.valueOf(current);
        }
        double value = Arguments.number(args, number, name);
        int whole = (int) (long) value;
        if (whole < min || whole > max) {
            throw Arguments.bad(1, name, "expected integer between " + min + " and " + max);
        }
        set.accept(whole);
        return LuaValue.valueOf(whole);
    }

    private static void limit(String name, Varargs args, int most) {
        if (args.narg() > most) {
            throw Arguments.bad(most + 1, name, "found too many arguments");
        }
    }
}

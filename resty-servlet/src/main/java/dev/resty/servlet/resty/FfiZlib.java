// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.zip.DataFormatException;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code ffi-zlib}: compresses and decompresses what one function gives and hands it to another.
 * Differs from OpenResty: windows are of 32 KB whatever {@code windowBits} says, and zlib's structures can't be used by
 * themselves.
 *
 * @see <a href="https://github.com/hamishforbes/lua-ffi-zlib">lua-ffi-zlib</a>
 */
final class FfiZlib {

    private static final int CHUNK = 16_384;

    private static final int GZIP_WINDOW = 15 + 16;

    private static final int ANY_WINDOW = 15 + 32;

    private static final int CRC_POLYNOMIAL = 0xedb8_8320;

    private static final int ADLER_MODULUS = 65_521;

    private final Worker worker;

    private FfiZlib(Worker worker) {
        this.worker = worker;
    }

    /** The module's table. */
    static LuaTable module(Worker worker) {
        FfiZlib module = new FfiZlib(worker);
        return LibraryTable.of()
                .fn(
                        "deflateGzip",
                        "ok, err = zlib.deflateGzip(input, output, bufsize?, options?)",
                        "Compresses.",
                        module::deflate)
                .fn(
                        "inflateGzip",
                        "ok, err = zlib.inflateGzip(input, output, bufsize?, window_bits?)",
                        "Decompresses.",
                        module::inflate)
                .fn("crc", "sum = zlib.crc(text?, sum?)", "CRC-32.", args -> sum(args, FfiZlib::crc))
                .fn("adler", "sum = zlib.adler(text?, sum?)", "Adler-32.", args -> sum(args, FfiZlib::adler))
                .fn("version", "text = zlib.version()", "The version whose API this is.", args -> LuaText.of("1.2.11"))
                .build();
    }

    /** A sum of bytes that goes on from that of the bytes before. */
    private interface Sum {
        long of(byte[] bytes, long before);
    }

    private static Varargs sum(Varargs args, Sum sum) {
        byte[] bytes = args.arg1().toboolean() ? Arguments.bytes(args, 1, "sum") : new byte[0];
        long before = 0;
        if (args.arg(2) instanceof Int64 sumBefore) {
            before = sumBefore.value();
        } else if (args.arg(2).toboolean()) {
            before = (long) Arguments.number(args, 2, "sum");
        }
        return Int64.unsigned(sum.of(bytes, before));
    }

    private static long crc(byte[] bytes, long before) {
        int crc = (int) ~before;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int i = 0; i < 8; i++) {
                crc = crc >>> 1 ^ -(crc & 1) & CRC_POLYNOMIAL;
            }
        }
        return ~crc & 0xffff_ffffL;
    }

    private static long adler(byte[] bytes, long before) {
        long low = before & 0xffff;
        long high = before >>> 16 & 0xffff;
        for (byte b : bytes) {
            low = (low + (b & 0xff)) % ADLER_MODULUS;
            high = (high + low) % ADLER_MODULUS;
        }
        return high << 16 | low;
    }

    private static int size(Varargs args) {
        double size = args.arg(3).toboolean() ? Arguments.number(args, 3, "zlib") : CHUNK;
        return (int) Math.max(1, Math.min(size, 1 << 24));
    }

    private Varargs deflate(Varargs args) {
        LuaValue options = args.arg(4);
        int window = option(options, "windowBits", GZIP_WINDOW);
        int level = option(options, "level", -1);
        if (level < -1 || level > 9 || Math.abs(window) < 8 || window > GZIP_WINDOW || window < -15) {
            return Arguments.refusal("INIT: stream error");
        }
        try (ZlibDeflater stream = new ZlibDeflater(level, window)) {
            return pump(args, stream, "DEFLATE: ");
        } catch (DataFormatException e) {
            return Arguments.refusal("DEFLATE: stream error");
        }
    }

    private static int option(LuaValue options, String name, int other) {
        LuaValue value = options.istable() ? options.get(name) : LuaValue.NIL;
        return value.toboolean() ? value.toint() : other;
    }

    private Varargs inflate(Varargs args) {
        int window = args.arg(4).toboolean() ? (int) Arguments.number(args, 4, "inflateGzip") : ANY_WINDOW;
        if (Math.abs(window) < 8 || window > ANY_WINDOW || window < -15) {
            return Arguments.refusal("INIT: stream error");
        }
        try (ZlibInflater stream = new ZlibInflater(window)) {
            return pump(args, stream, "INFLATE: ");
        } catch (DataFormatException e) {
            return Arguments.refusal("INFLATE: data error");
        }
    }

    private Varargs pump(Varargs args, ZlibStream stream, String what) throws DataFormatException {
        LuaValue input = args.arg1();
        LuaValue output = args.arg(2);
        int size = size(args);
        byte[] buffer = new byte[size];
        LuaValue request = LuaValue.valueOf(size);
        while (!stream.isFinished()) {
            LuaValue data = input.call(request);
            if (data instanceof LuaString text) {
                if (text.m_length == 0 && stream.needsInput()) {
                    return Arguments.refusal(what + "Data error, no input bytes");
                }
                stream.feed(LuaText.copy(text));
            } else if (stream.needsInput()) {
                return Arguments.refusal(what + "Data error, no input bytes");
            } else {
                stream.end();
            }
            for (int count = stream.read(buffer); count > 0; count = stream.read(buffer)) {
                worker.checkBudget();
                Varargs accepted = output.invoke(LuaString.valueOf(buffer, 0, count));
                if (!accepted.arg1().toboolean()) {
                    return Arguments.refusal(what + accepted.arg(2).tojstring());
                }
            }
        }
        return LuaValue.varargsOf(LuaValue.TRUE, LuaText.of("stream end"));
    }
}

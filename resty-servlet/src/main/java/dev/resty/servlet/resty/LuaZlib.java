// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Vm;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code zlib}: functions that compress or decompress what they are given, call by call, and sums of bytes.
 * Differs from OpenResty: windows are of 32 KB whatever {@code windowBits} says, and an error's message has no line of C.
 *
 * @see <a href="https://github.com/brimworks/lua-zlib">lua-zlib</a>
 */
final class LuaZlib {

    private static final int CHUNK = 16_384;
    private static final int USUAL_WINDOW = 15;
    private static final int ANY_WINDOW = 15 + 32;

    /** What a stream can be asked to do with what it has compressed so far. */
    private static final List<String> FLUSHES = List.of("none", "sync", "full", "finish");

    private final Worker worker;

    private LuaZlib(Worker worker) {
        this.worker = worker;
    }

    /** The module's table. */
    static LuaTable module(Worker worker) {
        LuaZlib module = new LuaZlib(worker);
        return LibraryTable.of()
                .fn(
                        "deflate",
                        "stream = zlib.deflate(level?, window_bits?)",
                        "A function that compresses.",
                        module::deflate)
                .fn("inflate", "stream = zlib.inflate(window_bits?)", "A function that decompresses.", module::inflate)
                .fn("crc32", "sum = zlib.crc32()", "A function that sums by CRC-32.", args -> sum("crc32", CRC32::new))
                .fn(
                        "adler32",
                        "sum = zlib.adler32()",
                        "A function that sums by Adler-32.",
                        args -> sum("adler32", Adler32::new))
                .fn(
                        "version",
                        "major, minor, patch = zlib.version()",
                        "The version whose API this is.",
                        args -> LuaValue.varargsOf(LuaValue.valueOf(1), LuaValue.valueOf(2), LuaValue.valueOf(11)))
                .value("_VERSION", "lua-zlib 1.2")
                .value("BEST_SPEED", LuaValue.valueOf(Deflater.BEST_SPEED))
                .value("BEST_COMPRESSION", LuaValue.valueOf(Deflater.BEST_COMPRESSION))
                .value("MINIMUM_WINDOWBITS", LuaValue.valueOf(8))
                .value("MAXIMUM_WINDOWBITS", LuaValue.valueOf(USUAL_WINDOW))
                .value("GZIP_WINDOWBITS", LuaValue.valueOf(16))
                .value("RAW_WINDOWBITS", LuaValue.valueOf(-1))
                .build();
    }

    private static LuaValue sum(String name, Supplier<Checksum> algorithm) {
        Checksum sum = algorithm.get();
        return NativeFunction.of(name, args -> {
            if (!args.arg1().isnil()) {
                sum.update(Arguments.bytes(args, 1, name));
            }
            return LuaValue.valueOf((double) sum.getValue());
        });
    }

    private static int option(Varargs args, int number, String function, int otherwise) {
        return args.arg(number).isnil() ? otherwise : (int) Arguments.number(args, number, function);
    }

    private Varargs deflate(Varargs args) {
        int level = option(args, 1, "deflate", Deflater.DEFAULT_COMPRESSION);
        int window = option(args, 2, "deflate", USUAL_WINDOW);
        int bits = Math.abs(window);
        if (level < -1 || level > 9 || bits < 8 || bits > USUAL_WINDOW + 16 || window < -USUAL_WINDOW) {
            throw new LuaError("InternalError: inconsistent internal zlib stream");
        }
        return new Stream("deflate", new ZlibDeflater(level, window));
    }

    private Varargs inflate(Varargs args) {
        int window = option(args, 1, "inflate", ANY_WINDOW);
        int bits = Math.abs(window);
        if (bits < 8 || bits > ANY_WINDOW || window < -USUAL_WINDOW) {
            throw new LuaError("InternalError: inconsistent internal zlib stream");
        }
        return new Stream("inflate", new ZlibInflater(window));
    }

    /** {@code output, eof, bytes_in, bytes_out = stream(input, flush?)}. */
    private final class Stream extends NativeFunction {

        private final byte[] buffer = new byte[CHUNK];

        /** Null once it is at its end. */
        private @Nullable ZlibStream stream;

        private long in;
        private long out;

        Stream(String name, ZlibStream stream) {
            super(name);
            this.stream = stream;
        }

        @Override
        protected Varargs all(Varargs args) {
            int flush = stream instanceof ZlibInflater ? 0 : flush(args);
            byte[] input = args.arg1().isnil() ? new byte[0] : Arguments.bytes(args, 1, name());
            ZlibStream running = stream;
            if (running == null) {
                if (!args.arg1().isnil()) {
                    throw new LuaError(
                            "IllegalState: calling " + name() + " function when stream was previously closed");
                }
                return LuaValue.varargsOf(LuaText.of(""), LuaValue.TRUE);
            }
            try {
                return pass(running, input, flush);
            } catch (DataFormatException e) {
                close(running);
                throw new LuaError(
                        "need dictionary".equals(e.getMessage())
                                ? "RequiresDictionary: input stream requires a dictionary to be deflated"
                                : "InvalidInput: input string does not conform to zlib format or checksum failed");
            }
        }

        private int flush(Varargs args) {
            if (args.arg1().isnil()) {
                return FLUSHES.indexOf("finish");
            }
            String name = args.arg(2).isnil() ? "none" : LuaText.view(Arguments.string(args, 2, name()));
            int flush = FLUSHES.indexOf(name);
            if (flush < 0) {
                throw Arguments.bad(2, name(), "invalid option '" + name + "'");
            }
            return flush;
        }

        private Varargs pass(ZlibStream running, byte[] input, int flush) throws DataFormatException {
            running.feed(input);
            in += input.length;
            if (flush == FLUSHES.indexOf("finish")) {
                running.end();
            }
            ByteBuilder output = new ByteBuilder(Math.max(64, input.length));
            for (int count = read(running, flush); count > 0; count = read(running, flush)) {
                worker.checkBudget();
                Objects.requireNonNull(Vm.current()).allocate(count);
                output.append(buffer, 0, count);
                out += count;
            }
            boolean ended = running.isFinished();
            if (ended) {
                in -= running instanceof ZlibInflater inflater ? inflater.unused() : 0;
                close(running);
            }
            LuaString bytes = output.build();
            return LuaValue.varargsOf(
                    new LuaValue[] {bytes, LuaValue.valueOf(ended), LuaValue.valueOf(in), LuaValue.valueOf(out)});
        }

        private int read(ZlibStream running, int flush) throws DataFormatException {
            return running instanceof ZlibDeflater deflater ? deflater.read(buffer, mode(flush)) : running.read(buffer);
        }

        private static int mode(int flush) {
            return flush == 1 ? Deflater.SYNC_FLUSH : flush == 2 ? Deflater.FULL_FLUSH : Deflater.NO_FLUSH;
        }

        private void close(ZlibStream running) {
            stream = null;
            running.close();
        }
    }
}

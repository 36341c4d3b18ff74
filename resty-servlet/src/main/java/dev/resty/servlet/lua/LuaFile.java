// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** An open file, a standard stream or a process as Lua's {@code io} has it. */
final class LuaFile {

    private static final int BUFFER = 8192;

    private final String name;
    private final @Nullable SeekableByteChannel channel;
    private @Nullable BufferedInputStream in;
    private final @Nullable OutputStream out;
    private final @Nullable Closeable closing;
    private boolean closed;
    private @Nullable Path temporary;

    /** How many bytes were read ahead of what Lua got: none where the channel's position is right. */
    private long readPosition = -1;

    private LuaFile(
            String name,
            @Nullable SeekableByteChannel channel,
            @Nullable InputStream in,
            @Nullable OutputStream out,
            @Nullable Closeable closing) {
        this.name = name;
        this.channel = channel;
        this.in = in == null ? null : new BufferedInputStream(in, BUFFER);
        this.out = out;
        this.closing = closing;
    }

    static LuaFile open(String name, String mode) throws IOException {
        Path path = Path.of(name);
        if (Files.isDirectory(path) && !mode.startsWith("r")) {
            throw new IOException("Is a directory");
        }
        Set<OpenOption> options = new HashSet<>();
        boolean update = mode.indexOf('+') >= 0;
        switch (mode.charAt(0)) {
            case 'r' -> options.add(StandardOpenOption.READ);
            case 'w' ->
                options.addAll(Set.of(
                        StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
            default ->
                options.addAll(
                        update
                                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE)
                                : Set.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE));
        }
        if (update) {
            options.add(StandardOpenOption.READ);
            options.add(StandardOpenOption.WRITE);
        }
        SeekableByteChannel channel = Files.newByteChannel(path, options);
        if (update && mode.startsWith("a")) {
            channel.position(channel.size());
        }
        boolean reads = update || mode.startsWith("r");
        boolean writes = update || !mode.startsWith("r");
        return new LuaFile(
                name,
                channel,
                reads ? Channels.newInputStream(channel) : null,
                writes ? Channels.newOutputStream(channel) : null,
                channel);
    }

    static LuaFile standard(String name) {
        return switch (name) {
            case "stdin" -> new LuaFile(name, null, System.in, null, null);
            case "stdout" -> new LuaFile(name, null, null, System.out, null);
            default -> new LuaFile(name, null, null, System.err, null);
        };
    }

    static LuaFile process(String command, boolean write) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        return new LuaFile(
                command,
                null,
                write ? null : process.getInputStream(),
                write ? process.getOutputStream() : null,
                write ? process.getOutputStream() : process.getInputStream());
    }

    /** Has a temporary file deleted when it is closed. */
    void deleteWhenClosed(Path path) {
        temporary = path;
    }

    boolean isClosed() {
        return closed;
    }

    void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    void close() throws IOException {
        flush();
        if (closing == null) {
            throw new IOException("cannot close standard file");
        }
        closed = true;
        closing.close();
        if (temporary != null) {
            Files.deleteIfExists(temporary);
        }
    }

    void write(LuaString bytes) throws IOException {
        OutputStream target = out;
        if (target == null) {
            throw new IOException("Bad file descriptor");
        }
        settle();
        target.write(bytes.m_bytes, bytes.m_offset, bytes.m_length);
    }

    /** Puts the channel where Lua thinks it is, after reading ahead. */
    private void settle() throws IOException {
        if (channel != null && readPosition >= 0) {
            channel.position(readPosition);
            readPosition = -1;
            in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
        }
    }

    /** {@code file:seek(whence, offset)}. */
    Varargs seek(Varargs args) throws IOException {
        String whence = args.arg(2).isnil() ? "cur" : Args.view(args, 2, "seek");
        if (!whence.equals("set") && !whence.equals("cur") && !whence.equals("end")) {
            throw Args.bad(2, "seek", "invalid option '" + whence + "'");
        }
        long offset = (long) Args.number(args, 3, "seek", 0);
        SeekableByteChannel seekable = channel;
        if (seekable == null) {
            throw new IOException("Illegal seek");
        }
        settle();
        long base =
                switch (whence) {
                    case "set" -> 0;
                    case "cur" -> seekable.position();
                    default -> seekable.size();
                };
        if (base + offset < 0) {
            throw new IOException("Invalid argument");
        }
        seekable.position(base + offset);
        return LuaValue.valueOf((double) (base + offset));
    }

    /**
     * What the formats ask for; a line where there are none.
     *
     * @param first the first format's position among the arguments, for errors
     */
    Varargs read(Varargs formats, int first) throws IOException {
        if (formats.narg() == 0) {
            return line(false);
        }
        LuaValue[] results = new LuaValue[formats.narg()];
        for (int i = 0; i < results.length; i++) {
            results[i] = one(formats.arg(i + 1), first + i);
            if (results[i].isnil()) {
                return LuaValue.varargsOf(java.util.Arrays.copyOf(results, i + 1));
            }
        }
        return LuaValue.varargsOf(results);
    }

    private LuaValue one(LuaValue format, int position) throws IOException {
        if (format.type() == LuaValue.TNUMBER) {
            return bytes(format.toint());
        }
        if (!(format instanceof LuaString text)) {
            throw Args.bad(position, "read", "invalid option");
        }
        String letters = LuaText.view(text);
        String letter = letters.startsWith("*") ? letters.substring(1) : letters;
        return switch (letter.isEmpty() ? ' ' : letter.charAt(0)) {
            case 'l' -> line(false);
            case 'L' -> line(true);
            case 'a' -> all();
            case 'n' -> number();
            default -> throw Args.bad(position, "read", "invalid format");
        };
    }

    private BufferedInputStream input() throws IOException {
        BufferedInputStream source = in;
        if (source == null) {
            throw new IOException("Bad file descriptor");
        }
        if (channel != null && readPosition < 0) {
            readPosition = channel.position();
        }
        return source;
    }

    private int next(BufferedInputStream source) throws IOException {
        int c = source.read();
        if (c >= 0 && readPosition >= 0) {
            readPosition++;
        }
        return c;
    }

    private LuaValue line(boolean withEnd) throws IOException {
        BufferedInputStream source = input();
        ByteBuilder line = new ByteBuilder(80);
        int c = next(source);
        if (c < 0) {
            return LuaValue.NIL;
        }
        for (; c >= 0 && c != '\n'; c = next(source)) {
            line.append(c);
        }
        if (c == '\n' && withEnd) {
            line.append(c);
        }
        return line.build();
    }

    private LuaValue all() throws IOException {
        byte[] bytes = input().readAllBytes();
        if (readPosition >= 0) {
            readPosition += bytes.length;
        }
        return LuaString.valueUsing(bytes);
    }

    private LuaValue bytes(int count) throws IOException {
        BufferedInputStream source = input();
        if (count == 0) {
            source.mark(1);
            int c = source.read();
            source.reset();
            return c < 0 ? LuaValue.NIL : LuaValue.EMPTYSTRING;
        }
        byte[] bytes = source.readNBytes(count);
        if (readPosition >= 0) {
            readPosition += bytes.length;
        }
        return bytes.length == 0 ? LuaValue.NIL : LuaString.valueUsing(bytes);
    }

    private LuaValue number() throws IOException {
        BufferedInputStream source = input();
        ByteBuilder text = new ByteBuilder(32);
        int c = next(source);
        while (c >= 0 && LuaNumbers.isSpace(c)) {
            c = next(source);
        }
        while (c >= 0 && (Character.isLetterOrDigit(c) || c == '.' || c == '+' || c == '-')) {
            text.append(c);
            source.mark(1);
            c = next(source);
        }
        if (c >= 0 && text.length() > 0) {
            source.reset();
            readPosition -= readPosition > 0 ? 1 : 0;
        }
        return LuaNumbers.parse(text.build());
    }

    @Override
    public String toString() {
        return closed ? "file (closed)" : String.format("file (0x%08x)", System.identityHashCode(this));
    }
}

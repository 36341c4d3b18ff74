// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A function as a string of bytes that begins with the escape that precompiled chunks begin with: there is no byte code, so it is
 * the function's source, with its chunk's name and its lines. Loading it gives a function whose variables of outer functions
 * are nil, as LuaJIT's does.
 *
 * @param chunkName the name of the chunk that it was written in
 * @param source a chunk: the function itself, or one that returns it
 * @param isChunk whether the source is the function itself
 */
public record FunctionDump(String chunkName, byte[] source, boolean isChunk) {

    private static final byte[] HEADER = {27, 'R', 'J', 1};

    /** The function's bytes. */
    public static byte[] of(FunctionBody function) {
        boolean isChunk = function.parent() == null;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(HEADER);
            out.writeBoolean(isChunk);
            write(out, function.chunkName().getBytes(StandardCharsets.ISO_8859_1));
            write(out, isChunk ? function.source() : returning(function));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** A chunk that returns the function, which stands in the same lines as in its own chunk. */
    private static byte[] returning(FunctionBody function) {
        List<LocalVariable> outer = function.upvalues();
        StringBuilder text = new StringBuilder("\n".repeat(function.firstLine() - 1));
        if (!outer.isEmpty()) {
            text.append(outer.stream().map(LocalVariable::name).collect(Collectors.joining(",", "local ", " ")));
        }
        text.append("return function")
                .append("\n".repeat(function.openLine() - function.firstLine()))
                .append('(');
        if (function.isMethod()) {
            boolean more = function.parameters().size() > 1 || function.isVararg();
            text.append(more ? "self," : "self");
        }
        text.append(new String(
                function.source(),
                function.opens() + 1,
                function.ends() - function.opens() - 1,
                StandardCharsets.ISO_8859_1));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads what {@link #of} gave; null where that isn't what the bytes are. */
    public static @Nullable FunctionDump read(byte[] bytes) {
        if (bytes.length < HEADER.length || !Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            in.skipNBytes(HEADER.length);
            boolean isChunk = in.readBoolean();
            byte[] name = read(in);
            byte[] source = read(in);
            return name == null || source == null || in.available() > 0
                    ? null
                    : new FunctionDump(new String(name, StandardCharsets.ISO_8859_1), source, isChunk);
        } catch (IOException e) {
            return null;
        }
    }

    private static byte @Nullable [] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 || length > in.available() ? null : in.readNBytes(length);
    }
}

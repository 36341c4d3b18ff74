// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.resty.dict.LuaScalar;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a value stands in the second level. Plain, as scripts know it, wherever that is enough: the codec's bytes, or the
 * boolean {@code false} where there is none. With a header before the bytes where it has tags, where its own time to
 * live has to be known for refreshing it ahead, or where the bytes look like a header themselves:
 *
 * <pre>
 * 6 bytes   00 'r' 'c' 'a' 'c' 'h'
 * 1 byte    0 a value, 1 none
 * 8 bytes   time to live in nanoseconds, 0 the cache's own
 * 1 byte    number of tags
 * per tag   2 bytes length, UTF-8
 * the rest  the codec's bytes
 * </pre>
 */
final class Envelope {

    private static final byte[] MAGIC = {0, 'r', 'c', 'a', 'c', 'h'};

    private static final int FIXED = MAGIC.length + 1 + Long.BYTES + 1;

    private static final LuaScalar NONE = LuaScalar.of(false);

    /**
     * What was in an envelope.
     *
     * @param bytes the codec's; null where it is remembered that there is no value
     * @param ttl the value's own time to live in nanoseconds, 0 the cache's
     */
    record Content(byte @Nullable [] bytes, long ttl, Set<String> tags) {}

    private Envelope() {}

    /**
     * A value as the dict holds it.
     *
     * @param bytes null where there is none
     * @param ttl 0 where nobody has to know it
     */
    static LuaScalar seal(byte @Nullable [] bytes, long ttl, Set<String> tags) {
        if (tags.isEmpty() && ttl == 0 && (bytes == null || !hasHeader(bytes))) {
            return bytes == null ? NONE : LuaScalar.wrap(bytes);
        }
        List<byte[]> names = new ArrayList<>(tags.size());
        int length = FIXED + (bytes == null ? 0 : bytes.length);
        for (String tag : tags) {
            byte[] name = tag.getBytes(UTF_8);
            names.add(name);
            length += Short.BYTES + name.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(MAGIC).put((byte) (bytes == null ? 1 : 0)).putLong(ttl).put((byte) names.size());
        names.forEach(name -> out.putShort((short) name.length).put(name));
        if (bytes != null) {
            out.put(bytes);
        }
        return LuaScalar.wrap(out.array());
    }

    /**
     * What the dict holds, opened.
     *
     * @throws RuntimeException where it can't be read
     */
    static Content open(LuaScalar scalar) {
        if (scalar.equals(NONE)) {
            return new Content(null, 0, Set.of());
        }
        byte[] bytes = scalar instanceof LuaScalar.Bytes string ? string.array() : scalar.toBytes();
        return hasHeader(bytes) ? readHeader(bytes) : new Content(bytes, 0, Set.of());
    }

    /** What a script put there, which never has a header. */
    static Content openForeign(LuaScalar scalar) {
        if (scalar.equals(NONE)) {
            return new Content(null, 0, Set.of());
        }
        return new Content(scalar instanceof LuaScalar.Bytes string ? string.array() : scalar.toBytes(), 0, Set.of());
    }

    private static Content readHeader(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(MAGIC.length);
        boolean none = in.get() == 1;
        long ttl = in.getLong();
        int count = in.get();
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(name);
            tags.add(new String(name, UTF_8));
        }
        return new Content(none ? null : Arrays.copyOfRange(bytes, in.position(), bytes.length), ttl, Set.copyOf(tags));
    }

    private static boolean hasHeader(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }
}

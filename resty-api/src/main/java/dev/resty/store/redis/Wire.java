// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Values as the bytes that Redis holds: a type, flags, and the value; numbers as the bits of a double. */
final class Wire {

    /** The type of a list, where an entry is asked for. */
    static final byte LIST = '*';

    private static final byte BYTES = 'b';

    private static final byte NUMBER = 'n';

    private static final byte TRUE = 't';

    private static final byte FALSE = 'f';

    /** True, put there by a lock; its token follows. */
    private static final byte LOCK = 'L';

    private static final int FLAGS = Integer.BYTES;

    /** Longer times to live than this would overflow Redis's clock, and are as good as this one. */
    private static final long LONGEST_MILLIS = 1_000_000_000_000_000L;

    private static final byte[] NOTHING = {};

    private Wire() {}

    /** An entry; empty for null. */
    static byte[] entry(@Nullable LuaScalar value, int flags) {
        if (value == null) {
            return NOTHING;
        }
        ByteBuffer out = ByteBuffer.allocate(1 + FLAGS + length(value));
        out.put(type(value)).putInt(flags);
        return put(out, value);
    }

    /** A value as it stands in a list, or as it is compared; empty for null. */
    static byte[] value(@Nullable LuaScalar value) {
        if (value == null) {
            return NOTHING;
        }
        ByteBuffer out = ByteBuffer.allocate(1 + length(value));
        out.put(type(value));
        return put(out, value);
    }

    /** Whether Redis can hold a value. */
    static boolean holds(@Nullable LuaScalar value) {
        return !(value instanceof LuaScalar.Frozen);
    }

    private static int length(LuaScalar value) {
        if (value instanceof LuaScalar.Bytes bytes) {
            return bytes.length();
        }
        return value instanceof LuaScalar.Num ? Double.BYTES : 0;
    }

    private static byte type(LuaScalar value) {
        if (value instanceof LuaScalar.Bytes) {
            return BYTES;
        }
        if (value instanceof LuaScalar.Num) {
            return NUMBER;
        }
        return value == LuaScalar.Bool.TRUE ? TRUE : FALSE;
    }

    private static byte[] put(ByteBuffer out, LuaScalar value) {
        if (value instanceof LuaScalar.Bytes bytes) {
            out.put(bytes.array());
        } else if (value instanceof LuaScalar.Num number) {
            out.putDouble(number.value());
        }
        return out.array();
    }

    /** Reads what {@link #entry} wrote. */
    static DictValue readEntry(ByteBuffer in) {
        byte type = in.get();
        int flags = in.getInt();
        return new DictValue(readPayload(type, in), flags, false);
    }

    /** Reads what {@link #value} wrote. */
    static LuaScalar readValue(ByteBuffer in) {
        return readPayload(in.get(), in);
    }

    private static LuaScalar readPayload(byte type, ByteBuffer in) {
        return switch (type) {
            case NUMBER -> LuaScalar.of(in.getDouble());
            case TRUE, LOCK -> LuaScalar.Bool.TRUE;
            case FALSE -> LuaScalar.Bool.FALSE;
            case BYTES -> LuaScalar.wrap(rest(in));
            default -> throw new IllegalStateException("unknown type " + (char) type + " in Redis");
        };
    }

    /** The bytes that are left. */
    static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    /** The text that is left, as a view of bytes. */
    static String text(ByteBuffer in) {
        return new String(rest(in), ISO_8859_1);
    }

    /** The next bytes, with their number before them. */
    static ByteBuffer counted(ByteBuffer in) {
        int length = in.getInt();
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    /** The bits of a number, for a script's argument. */
    static byte[] number(double number) {
        return ByteBuffer.allocate(Double.BYTES).putDouble(number).array();
    }

    /** A time to live in milliseconds, for a script's argument: 0 for none, a fraction counts as one. */
    static byte[] millis(Duration life) {
        return ascii(Long.toString(wholeMillis(life)));
    }

    private static long wholeMillis(Duration life) {
        if (life.isZero()) {
            return 0;
        }
        if (life.isNegative()) {
            return -1;
        }
        if (life.getSeconds() >= LONGEST_MILLIS / 1_000) {
            return LONGEST_MILLIS;
        }
        return Math.max(1, life.toMillis());
    }

    /** The remaining life that Redis tells; zero where it has none. */
    static Duration life(double millis) {
        return millis < 0 ? Duration.ZERO : Duration.ofMillis(Math.max(1, (long) millis));
    }

    /** Text without other chars, for a script's argument. */
    static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}

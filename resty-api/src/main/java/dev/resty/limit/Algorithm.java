// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.DictException;
import dev.resty.dict.LuaScalar;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a rate is limited, as a function of what the dict holds of a key: it touches no dict and no clock itself, so a dict
 * may call it as often as it likes for one request. Times are milliseconds since the epoch; one that lies before what a
 * state has seen, as on another node whose clock is behind, counts as that.
 */
sealed interface Algorithm permits FixedWindow, SlidingWindow, LeakyBucket, CellRate {

    /** How many requests may come at once where none came before. */
    long limit();

    /** How long {@link #limit} requests use up their room. */
    Duration window();

    /** One request more. */
    Step take(@Nullable LuaScalar state, long now, long cost);

    /** Gives back what a request took; null where there is nothing left to give back to. */
    @Nullable Step give(LuaScalar state, long now, long cost);

    /** The state's bytes, for reading. */
    static ByteBuffer read(LuaScalar state) {
        if (state instanceof LuaScalar.Bytes bytes) {
            return ByteBuffer.wrap(bytes.array()).order(ByteOrder.LITTLE_ENDIAN);
        }
        throw abused();
    }

    /** The state's bytes, which must be this many. */
    static ByteBuffer read(LuaScalar state, int size) {
        ByteBuffer bytes = read(state);
        if (bytes.remaining() != size) {
            throw abused();
        }
        return bytes;
    }

    /** Room for a new state. */
    static ByteBuffer write(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A state of these numbers. */
    static LuaScalar state(long first, long second) {
        return LuaScalar.wrap(
                write(2 * Long.BYTES).putLong(first).putLong(second).array());
    }

    /** What a key holds isn't of this limiter, in lua-resty-limit-traffic's words. */
    static DictException abused() {
        return new DictException("shdict abused by other users");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.LuaScalar;
import java.nio.ByteBuffer;

/**
 * What lua-resty-limit-req keeps of a key: 16 bytes, as its C struct has them on a machine of today.
 *
 * @param excess requests that wait, in {@value #UNIT}ths
 * @param last when that was so, in milliseconds since the epoch
 */
public record ReqRecord(long excess, long last) {

    /** What one request counts. */
    public static final int UNIT = 1000;

    private static final double MILLIS = 1e3;

    /**
     * Reads a dict's value.
     *
     * @throws dev.resty.dict.DictException {@code "shdict abused by other users"} where it is no such record
     */
    public static ReqRecord of(LuaScalar value) {
        ByteBuffer bytes = Algorithm.read(value, 2 * Long.BYTES);
        return new ReqRecord(bytes.getLong(), bytes.getLong());
    }

    /**
     * The excess with requests that come now. A time before {@link #last}, as another node's clock may have, counts as
     * that.
     *
     * @param rate requests a second
     * @param cost how many come
     */
    public double excess(double rate, long now, long cost) {
        double elapsed = Math.max(now - last, 0);
        double waiting = Math.max(excess - rate * UNIT * elapsed / MILLIS, -UNIT);
        return Math.max(waiting + cost * (double) UNIT, 0);
    }

    /** This record without requests that were counted. */
    public ReqRecord without(long cost) {
        return new ReqRecord((long) Math.max(excess - cost * (double) UNIT, 0), last);
    }

    /** The value for a dict. */
    public LuaScalar scalar() {
        return Algorithm.state(excess, last);
    }
}

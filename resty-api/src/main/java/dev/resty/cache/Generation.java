// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.resty.dict.LuaScalar;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What has been cleared of a cache, as of one moment. Each clear has a stamp, greater than all before; a value bears the
 * stamp that was current when its load began, and is valid where nothing that concerns it was cleared later.
 *
 * @param stamp of the last clear
 * @param floor values with lesser stamps are cleared
 * @param prefixes cleared prefixes, the latest first
 */
record Generation(int stamp, int floor, List<Prefix> prefixes) {

    /** How many prefixes are kept; where there are more, the floor rises and values go that nobody cleared. */
    static final int MAX_PREFIXES = 128;

    private static final byte VERSION = 1;

    /**
     * A cleared prefix.
     *
     * @param text a view of bytes, as keys are
     */
    record Prefix(String text, int stamp) {}

    /** The first one: nothing is cleared, and nothing older is valid. */
    static Generation first(int stamp) {
        return new Generation(stamp, stamp, List.of());
    }

    /** After a clear of everything. */
    Generation withoutAll() {
        return first(stamp + 1);
    }

    /** After a clear of a prefix, which stands for all longer ones that begin with it. */
    Generation withoutPrefix(String prefix) {
        int next = stamp + 1;
        int lowest = floor;
        List<Prefix> kept = new ArrayList<>();
        kept.add(new Prefix(prefix, next));
        for (Prefix old : prefixes) {
            if (old.text().startsWith(prefix)) {
                continue;
            }
            if (kept.size() < MAX_PREFIXES) {
                kept.add(old);
            } else {
                lowest = Math.max(lowest, old.stamp());
            }
        }
        return new Generation(next, lowest, List.copyOf(kept));
    }

    /** After a clear that is noted elsewhere. */
    Generation next() {
        return new Generation(stamp + 1, floor, prefixes);
    }

    /** Whether a value with this stamp, no greater than this one's, was cleared by its key. */
    boolean clears(int valueStamp, String key) {
        if (valueStamp < floor) {
            return true;
        }
        for (Prefix prefix : prefixes) {
            if (prefix.stamp() <= valueStamp) {
                return false;
            }
            if (key.startsWith(prefix.text())) {
                return true;
            }
        }
        return false;
    }

    /** As it stands in the dict. */
    LuaScalar write() {
        int length = 1 + 2 * Integer.BYTES;
        for (Prefix prefix : prefixes) {
            length += 2 * Integer.BYTES + prefix.text().length();
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(VERSION).putInt(stamp).putInt(floor);
        for (Prefix prefix : prefixes) {
            byte[] text = prefix.text().getBytes(ISO_8859_1);
            out.putInt(prefix.stamp()).putInt(text.length).put(text);
        }
        return LuaScalar.wrap(out.array());
    }

    /**
     * From what stands in the dict.
     *
     * @throws RuntimeException where that is something else
     */
    static Generation read(LuaScalar scalar) {
        ByteBuffer in = ByteBuffer.wrap(scalar.toBytes());
        if (in.get() != VERSION) {
            throw new IllegalArgumentException("not a cache's generation");
        }
        int stamp = in.getInt();
        int floor = in.getInt();
        List<Prefix> prefixes = new ArrayList<>();
        while (in.hasRemaining()) {
            int cleared = in.getInt();
            byte[] text = new byte[in.getInt()];
            in.get(text);
            prefixes.add(new Prefix(new String(text, ISO_8859_1), cleared));
        }
        return new Generation(stamp, floor, List.copyOf(prefixes));
    }
}

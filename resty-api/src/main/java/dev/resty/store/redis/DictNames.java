// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * What the keys and the channel of one dict are called in Redis. All have the dict's name as their hash tag, so that a
 * cluster keeps them on one node, where one script may touch any of them.
 */
final class DictNames {

    private static final String WAITED = "#waited";

    /** What a cluster's slot is computed from. */
    final String route;

    /** Holds the generation: entries of another one are not there. */
    final byte[] generation;

    /** The set of keys that somebody waits for, and the channel on which it is told that one of them changed. */
    final byte[] waited;

    /** Holds the last token of a lock. */
    final byte[] fence;

    /** What matches the keys of all entries, for a scan. */
    final byte[] pattern;

    private final byte[] data;

    DictNames(String prefix, String dict) {
        requireNoBrace("dict name", dict);
        route = prefix + "{" + dict + "}";
        generation = (route + "#generation").getBytes(UTF_8);
        waited = (route + WAITED).getBytes(UTF_8);
        fence = (route + "#fence").getBytes(UTF_8);
        data = (route + ":").getBytes(UTF_8);
        pattern = (route.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + ":*").getBytes(UTF_8);
    }

    /**
     * Checks a part of names.
     *
     * @throws IllegalArgumentException where it has a brace
     */
    static void requireNoBrace(String what, String text) {
        if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
            throw new IllegalArgumentException(what + " \"" + text + "\" has a brace: Redis keys can't have it there");
        }
    }

    /** The channel on which it is told that an entry changed. */
    String channel() {
        return route + WAITED;
    }

    /** The Redis key of an entry. */
    byte[] key(String bytes) {
        byte[] name = Arrays.copyOf(data, data.length + bytes.length());
        byte[] tail = bytes.getBytes(ISO_8859_1);
        System.arraycopy(tail, 0, name, data.length, tail.length);
        return name;
    }

    /** How many bytes of an entry's Redis key come before the dict's own key. */
    int keyOffset() {
        return data.length;
    }
}

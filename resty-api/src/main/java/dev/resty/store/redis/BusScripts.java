// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

/**
 * The scripts of the bus. KEYS[1] holds the channel's epoch, the number of its last message; KEYS[2] is the channel.
 * Numbers begin with the time in microseconds, so that they are others where Redis has lost the last one.
 */
final class BusScripts {

    /** What a message begins with, after its epoch. */
    static final byte MESSAGE = 0;

    /** A message that only shows that others before it were never sent. */
    static final byte GAP = 1;

    private static final String NEXT = """
            local function next(step)
              if redis.call('EXISTS', KEYS[1]) == 0 then
                local t = redis.call('TIME')
                redis.call('SET', KEYS[1], string.format('%.0f', t[1] * 1000000 + t[2]))
              end
              return struct.pack('>d', redis.call('INCRBY', KEYS[1], step))
            end
            """;

    /** ARGV: the message. Answers its epoch. */
    static final Script PUBLISH = Script.of(NEXT, """
            local epoch = next(1)
            redis.call('PUBLISH', KEYS[2], epoch .. '\\0' .. ARGV[1])
            return epoch
            """);

    /** Makes all subscribers see that they missed something. */
    static final Script LEAVE_GAP = Script.of(NEXT, """
            local epoch = next(2)
            redis.call('PUBLISH', KEYS[2], epoch .. '\\1')
            return epoch
            """);

    /** Answers the epoch. */
    static final Script EPOCH = Script.of(NEXT, """
            return next(0)
            """);

    private BusScripts() {}
}

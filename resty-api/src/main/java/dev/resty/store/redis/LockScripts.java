// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static dev.resty.store.redis.DictScripts.ENTRY;
import static dev.resty.store.redis.DictScripts.READ;
import static dev.resty.store.redis.DictScripts.REMOVE;
import static dev.resty.store.redis.DictScripts.STORE;
import static dev.resty.store.redis.DictScripts.TYPE;
import static dev.resty.store.redis.DictScripts.WAKE;
import static dev.resty.store.redis.DictScripts.WRITE;

/**
 * The scripts of the locks on a dict's keys: as {@link DictScripts} has it, with KEYS[4], which holds the last token. A
 * lock's entry is the value true with the token of its owner behind it.
 */
final class LockScripts {

    /** Has the next change of the entry told; the set is gone some time after the last waiter gave up. */
    private static final String WAIT = """
            local function wait()
              redis.call('SADD', KEYS[3], KEYS[2])
              redis.call('PEXPIRE', KEYS[3], 86400000)
            end
            """;

    /** Whether the entry is that of a token, in ARGV[2]. */
    private static final String OWNED = """
            local found = entry(KEYS[2])
            local owned = found and string.sub(found, 1, 1) == 'L' and string.sub(found, 6) == TOKEN
            """;

    private static final String WRITER_OWNS = OWNED.replace("TOKEN", "ARGV[2]");

    private static final String READER_OWNS = OWNED.replace("TOKEN", "ARGV[1]");

    /**
     * ARGV: deadline, milliseconds of life, whether the caller waits, whether others of its JVM do. Answers the token; or
     * fails with the milliseconds of life that the entry in the way has, or -1. A token is at least the time in
     * microseconds, so that tokens grow even where Redis has lost the last one.
     */
    static final Script ACQUIRE = Script.of(WRITE, WAKE, TYPE, STORE, WAIT, """
            if kind(KEYS[2]) then
              if ARGV[3] == '1' then wait() end
              return failed(struct.pack('>d', redis.call('PTTL', KEYS[2])))
            end
            local last = tonumber(redis.call('GET', KEYS[4]) or '0')
            local token = math.max(now, last + 1)
            redis.call('SET', KEYS[4], string.format('%.0f', token))
            token = struct.pack('>d', token)
            store('L\\0\\0\\0\\0' .. token, ARGV[2])
            if ARGV[4] == '1' then wait() end
            return done(token)
            """);

    /** ARGV: deadline, token. Answers whether the entry was its. */
    static final Script RELEASE = Script.of(WRITE, WAKE, ENTRY, REMOVE, WRITER_OWNS, """
            if not owned then return done('\\0') end
            return remove(true)
            """);

    /** ARGV: deadline, token, milliseconds of life. */
    static final Script EXPIRE = Script.of(WRITE, WAKE, ENTRY, REMOVE, WRITER_OWNS, """
            if not owned then return failed('not found') end
            local px = tonumber(ARGV[3])
            if px < 0 then return remove(true) end
            if px == 0 then
              redis.call('PERSIST', KEYS[2])
            else
              redis.call('PEXPIRE', KEYS[2], ARGV[3])
            end
            wake()
            return done()
            """);

    /** ARGV: token. Answers the milliseconds of life that are left, or -1. */
    static final Script REMAINING = Script.of(READ, ENTRY, READER_OWNS, """
            return owned and struct.pack('>d', redis.call('PTTL', KEYS[2]))
            """);

    private LockScripts() {}
}

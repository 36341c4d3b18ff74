// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

/**
 * The scripts of a dict's operations.
 *
 * <p>An entry is a Redis string: 8 bytes of generation, a byte of type, 4 bytes of flags, and the value (see
 * {@link Wire}). A list is a Redis list whose values each have the generation and a type before them. KEYS[1] holds the
 * dict's generation, KEYS[2] is the entry, KEYS[3] the set of entries that somebody waits for.
 *
 * <p>Scripts that write have the caller's deadline as ARGV[1], in microseconds of Redis's own clock, and do nothing after
 * it: what the caller reported as failed is not done behind its back, which could undo what was acknowledged since. They
 * answer a status, the clock's time, and their result.
 */
final class DictScripts {

    /** Begins a script that reads. */
    static final String READ = """
            local gen = redis.call('GET', KEYS[1])
            """;

    /** Begins a script that writes. Only what stores makes a first generation: without one nothing is there to remove. */
    static final String WRITE = """
            local t = redis.call('TIME')
            local now = t[1] * 1000000 + t[2]
            local clock = struct.pack('>d', now)
            if now > tonumber(ARGV[1]) then return 'L' .. clock end
            local gen = redis.call('GET', KEYS[1])
            local function generation()
              if not gen then
                gen = clock
                redis.call('SET', KEYS[1], gen)
              end
              return gen
            end
            local function done(result) return '+' .. clock .. (result or '') end
            local function failed(message) return '-' .. clock .. message end
            """;

    /** Tells those who wait for the entry that it has changed. */
    static final String WAKE = """
            local function wake()
              if redis.call('SREM', KEYS[3], KEYS[2]) == 1 then redis.call('PUBLISH', KEYS[3], KEYS[2]) end
            end
            """;

    /** The type of a live entry, '*' for a list; nil where there is none, nor where something else of Redis's is in its place. */
    static final String TYPE = """
            local function kind(key)
              local head = redis.pcall('GETRANGE', key, 0, 8)
              local list = type(head) == 'table'
              if list then head = redis.pcall('LINDEX', key, 0) end
              if type(head) ~= 'string' or #head < 9 or string.sub(head, 1, 8) ~= gen then return nil end
              return list and '*' or string.sub(head, 9)
            end
            """;

    /** A live entry without its generation, '*' for a list; nil as in {@link #TYPE}. */
    static final String ENTRY = """
            local function entry(key)
              local found = redis.pcall('GET', key)
              local list = type(found) == 'table'
              if list then found = redis.pcall('LINDEX', key, 0) end
              if type(found) ~= 'string' or string.sub(found, 1, 8) ~= gen then return nil end
              return list and '*' or string.sub(found, 9)
            end
            """;

    /** Stores an entry with a life in milliseconds, 0 for ever, or the life that it has. */
    static final String STORE = """
            local function store(value, px)
              if px == '0' then
                redis.call('SET', KEYS[2], generation() .. value)
              elseif px == 'keep' then
                redis.call('SET', KEYS[2], generation() .. value, 'KEEPTTL')
              else
                redis.call('SET', KEYS[2], generation() .. value, 'PX', px)
              end
            end
            """;

    /** Removes the entry; answers whether it was live. */
    static final String REMOVE = """
            local function remove(live)
              redis.call('DEL', KEYS[2])
              wake()
              return done(live and '\\1' or '\\0')
            end
            """;

    static final Script GET = Script.of(READ, ENTRY, """
            return entry(KEYS[2])
            """);

    /** ARGV: deadline, set, add or replace, entry or empty to delete, milliseconds of life. Answers 0 where it did nothing. */
    static final Script SET = Script.of(WRITE, WAKE, TYPE, STORE, REMOVE, """
            if ARGV[2] == 'add' and kind(KEYS[2]) then return failed('exists') end
            if ARGV[2] == 'replace' and not kind(KEYS[2]) then return failed('not found') end
            if ARGV[3] == '' then return remove(kind(KEYS[2])) end
            store(ARGV[3], ARGV[4])
            wake()
            return done('\\1')
            """);

    /** ARGV: deadline, what to add, initial value or empty, its milliseconds of life. */
    static final Script INCR = Script.of(WRITE, ENTRY, STORE, """
            local found = entry(KEYS[2])
            local head, sum, px
            if found then
              if string.sub(found, 1, 1) ~= 'n' then return failed('not a number') end
              head = string.sub(found, 1, 5)
              sum = struct.unpack('>d', string.sub(found, 6))
              px = 'keep'
            else
              if ARGV[3] == '' then return failed('not found') end
              head = 'n\\0\\0\\0\\0'
              sum = struct.unpack('>d', ARGV[3])
              px = ARGV[4]
            end
            sum = struct.pack('>d', sum + struct.unpack('>d', ARGV[2]))
            store(head .. sum, px)
            return done(sum)
            """);

    /** The milliseconds of life that are left, or -1. */
    static final Script TTL = Script.of(READ, TYPE, """
            return kind(KEYS[2]) and struct.pack('>d', redis.call('PTTL', KEYS[2]))
            """);

    /** ARGV: deadline, milliseconds of life, 0 for ever, negative to end it. */
    static final Script EXPIRE = Script.of(WRITE, WAKE, TYPE, """
            if not kind(KEYS[2]) then return failed('not found') end
            local px = tonumber(ARGV[2])
            if px == 0 then
              redis.call('PERSIST', KEYS[2])
            elseif px < 0 then
              redis.call('DEL', KEYS[2])
            else
              redis.call('PEXPIRE', KEYS[2], ARGV[2])
            end
            wake()
            return done()
            """);

    /** ARGV: deadline, LPUSH or RPUSH, type and value. */
    static final Script PUSH = Script.of(WRITE, TYPE, """
            local now_there = kind(KEYS[2])
            if now_there and now_there ~= '*' then return failed('value not a list') end
            if not now_there and redis.call('EXISTS', KEYS[2]) == 1 then redis.call('DEL', KEYS[2]) end
            return done(struct.pack('>d', redis.call(ARGV[2], KEYS[2], generation() .. ARGV[3])))
            """);

    /** ARGV: deadline, LPOP or RPOP. */
    static final Script POP = Script.of(WRITE, WAKE, TYPE, """
            local now_there = kind(KEYS[2])
            if not now_there then return done() end
            if now_there ~= '*' then return failed('value not a list') end
            local value = redis.call(ARGV[2], KEYS[2])
            local last = redis.call('EXISTS', KEYS[2]) == 0
            if last then wake() end
            return done((last and '\\1' or '\\0') .. string.sub(value, 9))
            """);

    /** A list's length; -1 where the entry is no list. */
    static final Script LLEN = Script.of(READ, TYPE, """
            local now_there = kind(KEYS[2])
            local length = 0
            if now_there then
              length = now_there == '*' and redis.call('LLEN', KEYS[2]) or -1
            end
            return struct.pack('>d', length)
            """);

    /** ARGV: deadline, expected type and value or empty, entry or empty to delete, milliseconds of life. */
    static final Script COMPARE_AND_SET = Script.of(WRITE, WAKE, ENTRY, STORE, REMOVE, """
            local found = entry(KEYS[2])
            if found == '*' then return failed('changed') end
            local value = ''
            if found then
              local kind = string.sub(found, 1, 1)
              value = kind == 'L' and 't' or kind .. string.sub(found, 6)
            end
            if value ~= ARGV[2] then return failed('changed') end
            if ARGV[3] == '' then return remove(found) end
            store(ARGV[3], ARGV[4])
            wake()
            return done('\\1')
            """);

    /** An entry's life in milliseconds, or -1, and the entry. */
    static final Script GET_WITH_TTL = Script.of(READ, ENTRY, """
            local found = entry(KEYS[2])
            return found and struct.pack('>d', redis.call('PTTL', KEYS[2])) .. found
            """);

    /**
     * ARGV: deadline, the entry that is to be there or empty, entry or empty to delete, milliseconds of life or keep. Where
     * another entry is there, answers 2 and that one with its life, as {@link #GET_WITH_TTL}.
     */
    static final Script EXCHANGE = Script.of(WRITE, WAKE, ENTRY, STORE, REMOVE, """
            local found = entry(KEYS[2])
            if (found or '') ~= ARGV[2] then
              return done('\\2' .. (found and struct.pack('>d', redis.call('PTTL', KEYS[2])) .. found or ''))
            end
            if ARGV[3] == '' then return remove(found) end
            store(ARGV[3], ARGV[4])
            wake()
            return done('\\1')
            """);

    /**
     * KEYS: generation, generation, waited. Entries of the former generation are no longer there, all at once. Where Redis
     * has no memory for another generation, having none does the same, until the next write makes one.
     */
    static final Script FLUSH = Script.of(WRITE, """
            local newer = gen and math.max(now, struct.unpack('>d', gen) + 1) or now
            local set = redis.pcall('SET', KEYS[1], struct.pack('>d', newer))
            if set.err then redis.call('DEL', KEYS[1]) end
            if redis.call('DEL', KEYS[3]) == 1 then redis.call('PUBLISH', KEYS[3], '') end
            return done()
            """);

    /**
     * One step over the keys of live entries. ARGV: cursor, pattern, how many keys to look at, how many bytes come before
     * a key. Answers the next cursor and the keys, each with its length before it.
     */
    static final Script KEYS = Script.of(READ, TYPE, """
            local step = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
            local out = {struct.pack('>I4', #step[1]), step[1]}
            for _, key in ipairs(step[2]) do
              if kind(key) then
                key = string.sub(key, ARGV[4] + 1)
                out[#out + 1] = struct.pack('>I4', #key)
                out[#out + 1] = key
              end
            end
            return table.concat(out)
            """);

    /** As {@link #KEYS}; with each key that is no list its life in milliseconds or -1, and its entry. */
    static final Script ENTRIES = Script.of(READ, ENTRY, """
            local step = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
            local out = {struct.pack('>I4', #step[1]), step[1]}
            for _, key in ipairs(step[2]) do
              local found = entry(key)
              if found and found ~= '*' then
                local name = string.sub(key, ARGV[4] + 1)
                out[#out + 1] = struct.pack('>I4', #name)
                out[#out + 1] = name
                out[#out + 1] = struct.pack('>dI4', redis.call('PTTL', key), #found)
                out[#out + 1] = found
              end
            end
            return table.concat(out)
            """);

    /** One step that frees the entries of former generations. ARGV: cursor, pattern, how many. Answers the next cursor. */
    static final Script RECLAIM = Script.of(READ, TYPE, """
            local step = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
            for _, key in ipairs(step[2]) do
              if not kind(key) then redis.call('UNLINK', key) end
            end
            return step[1]
            """);

    private DictScripts() {}
}

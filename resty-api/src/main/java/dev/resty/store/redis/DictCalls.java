// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The calls of one dict's scripts. Safe for concurrent use. */
final class DictCalls {

    private static final byte DONE = '+';

    private static final byte LATE = 'L';

    private static final Written FULL = new Written(RedisFullException.MESSAGE, ByteBuffer.allocate(0));

    final DictNames names;

    private final RedisCalls calls;

    private final ServerClock clock = new ServerClock();

    DictCalls(DictNames names, RedisCalls calls) {
        this.names = names;
        this.calls = calls;
    }

    /**
     * What a script that writes answered.
     *
     * @param error why it did nothing, in OpenResty's words; null where it was done
     * @param result what it gives
     */
    record Written(@Nullable String error, ByteBuffer result) {}

    /** Runs a script that only reads, on an entry. */
    @Nullable ByteBuffer read(Script script, String key) {
        return read(script, List.of(names.generation, names.key(key)));
    }

    @Nullable ByteBuffer read(Script script, List<Object> keys, Object... args) {
        return read(calls.deadline(), script, keys, args);
    }

    /** Runs a script that only reads, on an entry, as a part of an operation. */
    @Nullable ByteBuffer read(long deadline, Script script, String key) {
        return read(deadline, script, List.of(names.generation, names.key(key)));
    }

    private @Nullable ByteBuffer read(long deadline, Script script, List<Object> keys, Object... args) {
        byte[] answer = calls.run(script, names.route, keys, deadline, args);
        return answer == null ? null : ByteBuffer.wrap(answer);
    }

    /** Runs a script that writes, on an entry. */
    Written write(Script script, String key, Object... args) {
        return write(script, names.key(key), args);
    }

    /** Runs a script that writes; Redis itself does nothing once the timeout is over, nor once this has failed. */
    Written write(Script script, byte[] key, Object... args) {
        return write(calls.deadline(), script, key, args);
    }

    /** Runs a script that writes, on an entry, as a part of an operation. */
    Written write(long deadline, Script script, String key, Object... args) {
        return write(deadline, script, names.key(key), args);
    }

    private Written write(long deadline, Script script, byte[] key, Object... args) {
        List<Object> keys = List.of(names.generation, key, names.waited, names.fence);
        Object[] all = new Object[args.length + 1];
        System.arraycopy(args, 0, all, 1, args.length);
        while (true) {
            all[0] = Wire.ascii(clock.deadline(deadline));
            long sent = System.nanoTime();
            byte[] answer;
            try {
                answer = calls.run(script, names.route, keys, deadline, all);
            } catch (RedisFullException e) {
                return FULL;
            } catch (StoreUnavailableException e) {
                RedisCalls.awaitEnd(e, deadline);
                throw e;
            }
            long received = System.nanoTime();
            if (answer == null) {
                throw new IllegalStateException("no answer of a script that writes");
            }
            ByteBuffer in = ByteBuffer.wrap(answer);
            byte status = in.get();
            clock.learn(in.getDouble(), sent, received, status == LATE);
            if (status != LATE) {
                return status == DONE ? new Written(null, in) : new Written(Wire.text(in), in);
            }
            if (received >= deadline) {
                throw new StoreUnavailableException("redis: timeout");
            }
        }
    }

    /** Runs a script without waiting for it. */
    CompletableFuture<byte @Nullable []> start(Script script, List<Object> keys, Object... args) {
        return calls.start(script, names.route, keys, args);
    }

    /** The end of an operation of several calls that begins now. */
    long deadline() {
        return calls.deadline();
    }
}

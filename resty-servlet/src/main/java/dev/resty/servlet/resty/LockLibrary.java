// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.Resty;
import dev.resty.lock.LockOptions;
import dev.resty.lock.LockResult;
import dev.resty.lock.RestyLock;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.PhaseRun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.lock}: locks on the keys of a shared dict, the same ones that Java code takes with
 * {@link RestyLock}. Waiting is a yield point. Differs from OpenResty: who waits is woken by the unlock instead of
 * looking again in growing steps, so {@code step} and {@code ratio} change nothing; and a lock that a request or timer
 * leaves held is released at its end instead of some time later by the collector.
 *
 * @see <a href="https://github.com/openresty/lua-resty-lock">lua-resty-lock</a>
 */
final class LockLibrary {

    private static final Duration FOR_EVER = Duration.ofDays(3650);
    private static final double NANOS = 1e9;

    private final Worker worker;
    private final Resty resty;
    private final LuaTable metatable;

    private LockLibrary(Worker worker, Resty resty, LuaTable methods) {
        this.worker = worker;
        this.resty = resty;
        this.metatable = LibraryTable.metatable(methods);
    }

    /** The module's table for a worker. */
    static LuaTable module(Worker worker, Resty resty) {
        LuaTable methods = LibraryTable.of()
                .fn("lock", "elapsed, err = lock:lock(key)", "Locks, waiting for others.", args -> lock(worker, args))
                .fn("unlock", "ok, err = lock:unlock()", "Releases.", LockLibrary::unlock)
                .fn("expire", "ok, err = lock:expire(seconds?)", "Gives the held lock a new life.", LockLibrary::expire)
                .value("_VERSION", "0.09")
                .build();
        LockLibrary module = new LockLibrary(worker, resty, methods);
        return LibraryTable.of()
                .inherit(methods)
                .fn("new", "lock, err = resty_lock:new(dict, opts?)", "A holder of one lock at a time.", module::create)
                .build();
    }

    private Varargs create(Varargs args) {
        LuaValue dict = args.arg(2);
        if (!dict.isstring() || resty.findDict(text(dict)) == null) {
            return Arguments.failure("dictionary not found");
        }
        LockOptions options = options(args.arg(3));
        Lock lock = new Lock(
                options, resty.lock(text(dict), options.withTimeout(Duration.ZERO)), resty.lock(text(dict), options));
        lock.setmetatable(metatable);
        return lock;
    }

    private static LockOptions options(LuaValue opts) {
        LockOptions defaults = LockOptions.defaults();
        if (opts.isnil()) {
            return defaults;
        }
        Duration exptime = seconds(opts, "exptime", defaults.exptime());
        if (exptime.isZero()) {
            exptime = FOR_EVER;
        }
        if (exptime.isNegative()) {
            throw new LuaError("bad \"exptime\" argument");
        }
        Duration timeout = seconds(opts, "timeout", defaults.timeout());
        Duration maxStep = seconds(opts, "max_step", defaults.maxStep());
        return new LockOptions(
                exptime,
                timeout.isNegative() ? Duration.ZERO : timeout,
                seconds(opts, "step", defaults.step()),
                defaults.ratio(),
                maxStep.isNegative() || maxStep.isZero() ? Duration.ofMillis(1) : maxStep,
                false,
                null);
    }

    private static Duration seconds(LuaValue opts, String name, Duration fallback) {
        LuaValue value = opts.get(name);
        return value.toboolean() ? duration(value.checkdouble()) : fallback;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * NANOS));
    }

    private static Varargs lock(Worker worker, Varargs args) {
        Lock lock = Lock.of(args, "lock");
        LuaValue key = args.arg(2);
        if (!key.toboolean()) {
            return Arguments.failure("nil key");
        }
        if (lock.held != null) {
            return Arguments.failure("locked");
        }
        String name = text(key);
        LockResult got = lock.immediate.lock(name);
        if (got.ok()) {
            lock.hold(lock.immediate, run(worker));
            return LuaValue.ZERO;
        }
        if (!"timeout".equals(got.error()) || lock.options.timeout().isZero()) {
            return Arguments.failure(String.valueOf(got.error()));
        }
        requireYieldable(worker);
        got = await(worker, lock.waiting, name);
        if (!got.ok()) {
            return Arguments.failure(String.valueOf(got.error()));
        }
        lock.hold(lock.waiting, run(worker));
        return LuaValue.valueOf(got.elapsed().toNanos() / NANOS);
    }

    private static LockResult await(Worker worker, RestyLock lock, String key) {
        try {
            return worker.handOver(() -> lock.lock(key));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("waiting for a lock throws no checked exception", e);
        }
    }

    private static void requireYieldable(Worker worker) {
        PhaseRun run = run(worker);
        if (run != null && !run.phase().yieldable()) {
            throw new LuaError("API disabled in the context of " + run.phase().contextName());
        }
    }

    /** What the running code is for; null where it isn't run by the ngx API. */
    private static @Nullable PhaseRun run(Worker worker) {
        LuaRun run = worker.current();
        return run != null && run.owner() instanceof PhaseRun phase ? phase : null;
    }

    private static Varargs unlock(Varargs args) {
        Lock lock = Lock.of(args, "unlock");
        Hold held = lock.held;
        if (held == null) {
            return Arguments.failure("unlocked");
        }
        lock.held = null;
        held.forget();
        LockResult result = held.lock().unlock();
        return result.ok() ? LuaValue.ONE : Arguments.failure(String.valueOf(result.error()));
    }

    private static Varargs expire(Varargs args) {
        Lock lock = Lock.of(args, "expire");
        Hold hold = lock.held;
        if (hold == null) {
            return Arguments.failure("unlocked");
        }
        RestyLock held = hold.lock();
        LuaValue seconds = args.arg(2);
        LockResult result = seconds.toboolean() ? held.expire(duration(seconds.checkdouble())) : held.expire();
        return result.ok() ? LuaValue.TRUE : Arguments.failure(String.valueOf(result.error()));
    }

    private static String text(LuaValue value) {
        LuaString bytes = value.checkstring();
        return new String(bytes.m_bytes, bytes.m_offset, bytes.m_length, StandardCharsets.ISO_8859_1);
    }

    /** A lock object as Lua sees it: a table, with the locks of Java beside it. */
    private static final class Lock extends LuaTable {

        final LockOptions options;

        /** Tries once; needs no yield. */
        final RestyLock immediate;

        final RestyLock waiting;

        /** What it holds at present. */
        @Nullable Hold held;

        Lock(LockOptions options, RestyLock immediate, RestyLock waiting) {
            this.options = options;
            this.immediate = immediate;
            this.waiting = waiting;
        }

        static Lock of(Varargs args, String function) {
            if (args.arg1() instanceof Lock lock) {
                return lock;
            }
            throw Arguments.expected("lock", args, 1, function);
        }

        /** It holds a key now. */
        void hold(RestyLock lock, @Nullable PhaseRun run) {
            Hold hold = new Hold(this, lock, run);
            held = hold;
            if (run != null) {
                run.atEnd(hold);
            }
        }
    }

    /** One time that a lock object holds its key; run at the end of the request, it releases what is still held. */
    private static final class Hold implements Runnable {

        private final Lock object;
        private final RestyLock lock;
        private final @Nullable PhaseRun run;

        Hold(Lock object, RestyLock lock, @Nullable PhaseRun run) {
            this.object = object;
            this.lock = lock;
            this.run = run;
        }

        RestyLock lock() {
            return lock;
        }

        void forget() {
            if (run != null) {
                run.notAtEnd(this);
            }
        }

        @Override
        public void run() {
            if (object.held == this) {
                object.held = null;
                lock.unlock();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.Resty;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockOptions;
import dev.resty.lock.LockResult;
import dev.resty.lock.RestyLock;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.ngx.DictArguments;
import dev.resty.servlet.ngx.Leftover;
import dev.resty.servlet.ngx.PhaseRun;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.lock}: locks on the keys of a shared dict, the same ones that Java code takes with
 * {@link RestyLock}. Waiting is a yield point, and so is any call for a dict in another process, in the
 * phases that can yield. Differs from OpenResty: who waits is woken by the unlock instead of
 * looking again in growing steps, so {@code step} and {@code ratio} change nothing, and the time that {@code lock} gives is the one that
 * has passed instead of the sum of such steps; and a lock that a request or timer leaves held is released at its end, if not
 * before by {@code collectgarbage}, instead of some time later by the collector.
 *
 * @see <a href="https://github.com/openresty/lua-resty-lock">lua-resty-lock</a>
 */
final class LockLibrary {

    private static final double NANOS = 1e9;
    private static final LuaString KEY = LuaValue.valueOf("key");
    private static final LuaString DICT = LuaValue.valueOf("dict");
    private static final LuaString EXPTIME = LuaValue.valueOf("exptime");
    private static final LuaString TIMEOUT = LuaValue.valueOf("timeout");
    private static final LuaString STEP = LuaValue.valueOf("step");
    private static final LuaString RATIO = LuaValue.valueOf("ratio");
    private static final LuaString MAX_STEP = LuaValue.valueOf("max_step");

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
                .fn("unlock", "ok, err = lock:unlock()", "Releases.", args -> unlock(worker, args))
                .fn(
                        "expire",
                        "ok, err = lock:expire(seconds?)",
                        "Gives the held lock a new life.",
                        args -> expire(worker, args))
                .value("_VERSION", "0.09")
                .build();
        LockLibrary module = new LockLibrary(worker, resty, methods);
        return LibraryTable.of()
                .inherit(methods)
                .fn("new", "lock, err = resty_lock:new(dict, opts?)", "A holder of one lock at a time.", module::create)
                .build();
    }

    private Varargs create(Varargs args) {
        LuaValue name = args.arg(2);
        SharedDict dict = name.isstring() ? resty.findDict(text(name)) : null;
        if (dict == null) {
            return Arguments.failure("dictionary not found");
        }
        Settings settings = Settings.of(args.arg(3));
        Lock lock = new Lock(resty.lock(text(name), settings.options()), settings, dict.remote());
        settings.show(lock);
        LuaValue shared = worker.globals().get("ngx").get("shared");
        lock.rawset(DICT, shared.istable() ? shared.get(name) : LuaValue.NIL);
        lock.setmetatable(metatable);
        return lock;
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
        if (lock.settings.exptime() < 0) {
            throw badExptime();
        }
        String name = DictArguments.key(key);
        PhaseRun run = run(worker);
        boolean aside = lock.remote && mayYield(run);
        Callable<LockResult> waiting = () -> lock.java.lock(name, lock.life, lock.patience);
        LockResult got = aside ? aside(worker, waiting) : lock.java.lock(name, lock.life, Duration.ZERO);
        if (!aside && "timeout".equals(got.error()) && lock.settings.timeout() > 0) {
            requireYieldable(run);
            got = aside(worker, waiting);
        }
        if (!got.ok()) {
            return Arguments.failure(String.valueOf(got.error()));
        }
        lock.rawset(KEY, key);
        lock.hold(run);
        return got.elapsed().isZero()
                ? LuaValue.ZERO
                : LuaValue.valueOf(got.elapsed().toNanos() / NANOS);
    }

    private static LuaError badExptime() {
        return new LuaError("bad \"exptime\" argument");
    }

    /** Waits without the worker. */
    private static LockResult aside(Worker worker, Callable<LockResult> waiting) {
        try {
            return worker.handOver(waiting);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a lock throws no checked exception", e);
        }
    }

    private static boolean mayYield(@Nullable PhaseRun run) {
        return run == null || run.phase().yieldable();
    }

    private static void requireYieldable(@Nullable PhaseRun run) {
        if (run != null && !run.phase().yieldable()) {
            throw new LuaError("API disabled in the context of " + run.phase().contextName());
        }
    }

    /** What the running code is for; null where it isn't run by the ngx API. */
    private static @Nullable PhaseRun run(Worker worker) {
        LuaRun run = worker.current();
        return run != null && run.owner() instanceof PhaseRun phase ? phase : null;
    }

    private static Varargs unlock(Worker worker, Varargs args) {
        Lock lock = Lock.of(args, "unlock");
        Hold held = lock.held;
        if (held == null) {
            return Arguments.failure("unlocked");
        }
        lock.held = null;
        held.forget();
        LockResult result =
                lock.remote && mayYield(run(worker)) ? aside(worker, lock.java::unlock) : lock.java.unlock();
        return result.ok() ? LuaValue.ONE : Arguments.failure(String.valueOf(result.error()));
    }

    private static Varargs expire(Worker worker, Varargs args) {
        Lock lock = Lock.of(args, "expire");
        if (lock.held == null) {
            return Arguments.failure("unlocked");
        }
        LuaValue seconds = args.arg(2);
        if (seconds.toboolean() && seconds.type() != LuaValue.TNUMBER) {
            throw new LuaError("attempt to compare " + seconds.typename() + " with number");
        }
        double life = seconds.toboolean() ? seconds.todouble() : lock.settings.exptime();
        if (life < 0) {
            throw badExptime();
        }
        LockResult result = lock.remote && mayYield(run(worker))
                ? aside(worker, () -> lock.java.expire(duration(life)))
                : lock.java.expire(duration(life));
        return result.ok() ? LuaValue.TRUE : Arguments.failure(String.valueOf(result.error()));
    }

    private static String text(LuaValue value) {
        LuaString bytes = value.checkstring();
        return new String(bytes.m_bytes, bytes.m_offset, bytes.m_length, StandardCharsets.ISO_8859_1);
    }

    /** The options of a lock in seconds, as a script gives and sees them. */
    private record Settings(double exptime, double timeout, double step, LuaValue ratio, double maxStep) {

        private static final Settings DEFAULTS = new Settings(30, 5, 0.001, LuaValue.valueOf(2), 0.5);

        static Settings of(LuaValue opts) {
            if (!opts.toboolean()) {
                return DEFAULTS;
            }
            if (!opts.istable()) {
                throw new LuaError("attempt to index local 'opts' (a " + opts.typename() + " value)");
            }
            double exptime = seconds(opts, EXPTIME, DEFAULTS.exptime);
            double timeout = seconds(opts, TIMEOUT, DEFAULTS.timeout);
            double step = seconds(opts, STEP, DEFAULTS.step);
            if (opts.get(TIMEOUT).toboolean()) {
                timeout = Math.min(timeout, exptime);
                step = opts.get(STEP).toboolean() ? Math.min(step, timeout) : step;
            }
            LuaValue ratio = opts.get(RATIO);
            return new Settings(
                    exptime,
                    timeout,
                    step,
                    ratio.toboolean() ? ratio : DEFAULTS.ratio,
                    seconds(opts, MAX_STEP, DEFAULTS.maxStep));
        }

        private static double seconds(LuaValue opts, LuaString name, double fallback) {
            LuaValue value = opts.get(name);
            if (!value.toboolean()) {
                return fallback;
            }
            LuaValue number = value.tonumber();
            if (number.isnil()) {
                throw Arguments.bad(1, "min", "number expected, got " + value.typename());
            }
            return number.todouble();
        }

        LockOptions options() {
            return this == DEFAULTS || maxStep == DEFAULTS.maxStep
                    ? LockOptions.defaults()
                    : LockOptions.defaults().withMaxStep(maxStep > 0 ? duration(maxStep) : Duration.ofMillis(1));
        }

        Duration life() {
            return duration(exptime);
        }

        Duration patience() {
            return timeout > 0 ? duration(timeout) : Duration.ZERO;
        }

        /** As the fields that upstream's objects have. */
        void show(LuaTable lock) {
            lock.rawset(EXPTIME, LuaValue.valueOf(exptime));
            lock.rawset(TIMEOUT, LuaValue.valueOf(timeout));
            lock.rawset(STEP, LuaValue.valueOf(step));
            lock.rawset(RATIO, ratio);
            lock.rawset(MAX_STEP, LuaValue.valueOf(maxStep));
        }
    }

    /** A lock object as Lua sees it: a table, with the lock of Java beside it. */
    private static final class Lock extends Table {

        final RestyLock java;
        final Settings settings;
        final Duration life;
        final Duration patience;

        /** Whether its calls wait for another process. */
        final boolean remote;

        /** What it holds at present. */
        @Nullable Hold held;

        Lock(RestyLock java, Settings settings, boolean remote) {
            this.java = java;
            this.settings = settings;
            this.life = settings.life();
            this.patience = settings.patience();
            this.remote = remote;
        }

        static Lock of(Varargs args, String function) {
            if (args.arg1() instanceof Lock lock) {
                return lock;
            }
            throw Arguments.expected("lock", args, 1, function);
        }

        /** It holds a key now. */
        void hold(@Nullable PhaseRun run) {
            Hold hold = new Hold(this, run);
            held = hold;
            if (run != null) {
                run.atEnd(hold);
            }
        }
    }

    /**
     * One time that a lock object holds its key; run at the end of the request, or when the object is garbage, it releases
     * what is still held.
     */
    private static final class Hold extends WeakReference<Lock> implements Leftover {

        private final RestyLock java;
        private final boolean remote;
        private final @Nullable PhaseRun run;

        Hold(Lock lock, @Nullable PhaseRun run) {
            super(lock);
            this.java = lock.java;
            this.remote = lock.remote;
            this.run = run;
        }

        /** One in another process is left to the request's end, which may wait for it. */
        @Override
        public boolean isForgotten() {
            return !remote && refersTo(null);
        }

        void forget() {
            if (run != null) {
                run.notAtEnd(this);
            }
        }

        @Override
        public void run() {
            Lock lock = get();
            if (lock == null) {
                java.unlock();
            } else if (lock.held == this) {
                lock.held = null;
                java.unlock();
            }
        }
    }
}

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
        LuaValue key = args.arg(2);
        if (!key.toboolean()) {
            return Arguments.failure("nil key");
        }
        Lock lock = Lock.of(args, "lock");
        if (lock.held != null) {
            return Arguments.failure("locked");
        }
        lock.settings.checkExptime();
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

    /** The options of a lock in seconds, as a script gives and sees them: what isn't a number shows where it is used. */
    private record Settings(LuaValue life, double timeout, LuaValue step, LuaValue ratio, LuaValue maxStep) {

        private static final Settings DEFAULTS = new Settings(
                LuaValue.valueOf(30), 5, LuaValue.valueOf(0.001), LuaValue.valueOf(2), LuaValue.valueOf(0.5));

        static Settings of(LuaValue opts) {
            // A string can be indexed, and has none of these fields.
            if (!opts.toboolean() || opts.type() == LuaValue.TSTRING) {
                return DEFAULTS;
            }
            if (!opts.istable()) {
                throw new LuaError("attempt to index local 'opts' (a " + opts.typename() + " value)");
            }
            LuaValue exptime = given(opts, EXPTIME, DEFAULTS.life);
            LuaValue step = given(opts, STEP, DEFAULTS.step);
            double timeout = DEFAULTS.timeout;
            LuaValue patience = opts.get(TIMEOUT);
            if (patience.toboolean()) {
                timeout = Math.min(number(1, patience), number(2, exptime));
                if (opts.get(STEP).toboolean()) {
                    step = LuaValue.valueOf(Math.min(number(1, step), timeout));
                }
            }
            return new Settings(
                    exptime,
                    timeout,
                    step,
                    given(opts, RATIO, DEFAULTS.ratio),
                    given(opts, MAX_STEP, DEFAULTS.maxStep));
        }

        private static LuaValue given(LuaValue opts, LuaString name, LuaValue fallback) {
            LuaValue value = opts.get(name);
            return value.toboolean() ? value : fallback;
        }

        /** An argument of the {@code math.min} that upstream calls. */
        private static double number(int position, LuaValue value) {
            LuaValue number = value.tonumber();
            if (number.isnil()) {
                throw Arguments.bad(position, "min", "number expected, got " + value.typename());
            }
            return number.todouble();
        }

        /** The life of a lock in seconds; 0 for none. */
        double exptime() {
            return life.type() == LuaValue.TNUMBER ? life.todouble() : 0;
        }

        void checkExptime() {
            if (life.type() != LuaValue.TNUMBER) {
                throw new LuaError("attempt to compare " + life.typename() + " with number");
            }
            if (life.todouble() < 0) {
                throw badExptime();
            }
        }

        LockOptions options() {
            if (maxStep == DEFAULTS.maxStep || maxStep.type() != LuaValue.TNUMBER) {
                return LockOptions.defaults();
            }
            double most = maxStep.todouble();
            return LockOptions.defaults().withMaxStep(most > 0 ? duration(most) : Duration.ofMillis(1));
        }

        Duration lasting() {
            return duration(exptime());
        }

        Duration patience() {
            return timeout > 0 ? duration(timeout) : Duration.ZERO;
        }

        /** As the fields that upstream's objects have. */
        void show(LuaTable lock) {
            lock.rawset(EXPTIME, life);
            lock.rawset(TIMEOUT, LuaValue.valueOf(timeout));
            lock.rawset(STEP, step);
            lock.rawset(RATIO, ratio);
            lock.rawset(MAX_STEP, maxStep);
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
            this.life = settings.lasting();
            this.patience = settings.patience();
            this.remote = remote;
        }

        static Lock of(Varargs args, String function) {
            if (args.arg1() instanceof Lock lock) {
                return lock;
            }
            if (!args.arg1().istable()) {
                throw new LuaError(
                        "attempt to index local 'self' (a " + args.arg1().typename() + " value)");
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

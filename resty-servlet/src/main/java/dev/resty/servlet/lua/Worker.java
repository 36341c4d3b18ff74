// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.ffi.Ffi;
import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.DebugHook;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaStack;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.StackBottom;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.runtime.Vm;
import dev.resty.store.Ticker;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A Lua VM and its baton. Lua code of a worker runs only while its run holds the baton, so nothing in the VM is ever
 * seen by two threads at once, and other code of the same worker gets a turn exactly where the running code waits.
 */
public final class Worker implements AutoCloseable {

    private static final int SPARE_STACKS = 64;
    private static final Object[] NO_UPVALUES = {};

    /** Code that comes in the jar. */
    private static final CodeCache LIBRARIES = new CodeCache();

    private final int id;
    private final WorkerOptions options;
    private final CodeCache cache;
    private final Table globals = new Table();
    private final Vm vm = new Vm(globals);

    /** The stack outside any run. */
    private final LuaStack idle = vm.stack();

    private final Baton baton = new Baton();
    private final Alarms alarms = new Alarms(baton);
    private final Map<CodeCache.Key, LuaFunction> functions = new HashMap<>();
    private final ArrayDeque<LuaStack> spareStacks = new ArrayDeque<>();
    private final Turns turns = new Turns();
    private final Garbage garbage = new Garbage(this);
    private final RunLimits limits;

    /** Read by the watchdog without the baton: it may see a run that has just ended. */
    private volatile @Nullable LuaRun current;

    /** The coroutine that runs, the entry of {@link #current} included. */
    private @Nullable Coroutine running;

    private final LightThreads lightThreads = new LightThreads(this);
    private final Coroutines coroutines = new Coroutines(this);

    /** The thread that runs this worker's Lua code; only that thread itself can rely on what it reads. */
    private @Nullable Thread holder;

    private volatile boolean closed;

    /** A worker of its own VM with default options; {@code id} is what {@code ngx.worker.id()} returns. */
    public Worker(int id) {
        this(id, WorkerOptions.defaults(), new CodeCache());
    }

    /**
     * A worker of its own VM.
     *
     * @param id what {@code ngx.worker.id()} returns
     * @param options what its code may do
     * @param cache compiled chunks, to be shared by the workers of a pool
     */
    public Worker(int id, WorkerOptions options, CodeCache cache) {
        this.id = id;
        this.options = options;
        this.cache = options.hooks() ? new CodeCache(InterpretedTemplate::traced) : cache;
        limits = new RunLimits(this, vm);
        StandardLibrary.install(this);
        if (!options.budget().time().isZero()) {
            Watchdog.watch(this, options.budget().time());
        }
    }

    /** The worker's number, from 0. */
    public int id() {
        return id;
    }

    /** What its code may do. */
    public WorkerOptions options() {
        return options;
    }

    /** The VM's global table. To be touched only within {@link #run}, or before the worker is used. */
    public Table globals() {
        return globals;
    }

    /**
     * Compiles a chunk, or returns the function that was compiled from the same source and name before. Must hold the
     * baton.
     *
     * @param source Lua source as bytes
     * @param chunkName as Lua's {@code load} takes it: {@code =name} or {@code @file}
     * @throws LuaFailure with Lua's message where it doesn't compile
     */
    public LuaFunction load(byte[] source, String chunkName) {
        return load(source, chunkName, cache);
    }

    /**
     * Like {@link #load}, for a file of the library's own, which is compiled once in a JVM: workers of a configuration that is
     * read anew have it at once.
     */
    public LuaFunction loadLibrary(byte[] source, String chunkName) {
        return load(source, chunkName, options.hooks() ? cache : LIBRARIES);
    }

    private LuaFunction load(byte[] source, String chunkName, CodeCache compiled) {
        CodeCache.Key key = new CodeCache.Key(chunkName, source);
        LuaFunction function = functions.get(key);
        if (function == null) {
            function = closure(compiled.template(key), globals);
            functions.put(key, function);
        }
        return function;
    }

    /**
     * Makes a new function of a chunk, whatever was loaded before: {@code lua_code_cache off}. Must hold the baton.
     *
     * @throws LuaFailure with Lua's message where it doesn't compile
     */
    public LuaFunction loadFresh(byte[] source, String chunkName) {
        return closure(cache.fresh(source, chunkName), globals);
    }

    /** A new function of a chunk, with a table for its globals. */
    Closure closure(Template template, LuaTable environment) {
        return template.create(vm, environment, NO_UPVALUES);
    }

    /**
     * Waits for the baton, first come first served, and runs {@code function} as a new run. Called by a Java function
     * that this worker's Lua code has called, it runs at once, inside the running code and with its baton.
     *
     * @param owner whom it runs for, see {@link LuaRun#owner}
     * @throws LuaFailure an error that Lua didn't catch, with a traceback
     * @throws Unwind where the code left Lua: the phase ended, a budget is exceeded
     * @throws IllegalStateException the worker is closed
     */
    public Varargs run(Object owner, LuaFunction function, Varargs args) {
        Thread self = Thread.currentThread();
        boolean nested = holder == self;
        if (!nested) {
            baton.acquire();
            holder = self;
        }
        Vm before = Vm.current();
        if (before != vm) {
            Vm.current(vm);
        }
        try {
            return runHolding(owner, function, args);
        } finally {
            if (before != vm) {
                Vm.current(before);
            }
            if (!nested) {
                holder = null;
                baton.release();
            }
        }
    }

    private Varargs runHolding(Object owner, LuaFunction function, Varargs args) {
        if (closed) {
            throw new IllegalStateException("worker " + id + " is closed");
        }
        LuaRun outer = current;
        Coroutine outerRunning = running;
        LuaStack calls = spareStacks.isEmpty() ? new LuaStack() : spareStacks.pop();
        LuaRun run = new LuaRun(owner, this, calls, options.budget());
        enter(run, run.entry);
        turns.next();
        try {
            garbage.finalizeCdata();
            Varargs results = StackBottom.call(function, args);
            if (run.hasLightThreads()) {
                run.entry.awaitOthers();
            }
            return results;
        } catch (LuaError e) {
            throw failureOf(e);
        } catch (StackOverflowError e) {
            throw vm.stackOverflow();
        } catch (OutOfMemoryError e) {
            throw vm.outOfMemory(e);
        } finally {
            end(run);
            enter(outer, outerRunning);
            turns.next();
            if (spareStacks.size() < SPARE_STACKS) {
                calls.clear();
                spareStacks.push(calls);
            }
        }
    }

    private static void end(LuaRun run) {
        if (run.hasLightThreads()) {
            run.entry.endOthers();
        }
        for (UserCoroutine coroutine = run.suspended; coroutine != null; coroutine = run.suspended) {
            coroutine.kill();
        }
        run.ended = true;
    }

    /** Says what runs from now on, on this thread, which has the baton; null for nothing. */
    void enter(@Nullable LuaRun run, @Nullable Coroutine coroutine) {
        holder = Thread.currentThread();
        vm.switchTo(coroutine == null ? idle : coroutine.calls);
        running = coroutine;
        current = run;
    }

    /** Says that nothing runs, before the baton is given up or passed on; what did run so far. */
    Coroutine leave() {
        Coroutine left = running;
        if (left == null) {
            throw new IllegalStateException("only running Lua code can wait");
        }
        enter(null, null);
        holder = null;
        return left;
    }

    /** Gives the baton to the next light thread of the run that can go on, or up. */
    void passOn(@Nullable LuaRun run) {
        Claim next = run == null ? null : run.next();
        if (next == null) {
            baton.release();
        } else {
            next.grant();
        }
    }

    /** Has a coroutine's body run in place of what runs; the thread of what ran, for {@link #switchBack}. */
    @Nullable Thread switchTo(Coroutine coroutine) {
        Thread thread = holder;
        holder = null;
        running = coroutine;
        vm.switchTo(coroutine.calls);
        return thread;
    }

    /** Has what was running before run again. */
    void switchBack(@Nullable Coroutine resumer, @Nullable Thread thread) {
        holder = thread;
        running = resumer;
        vm.switchTo(resumer == null ? idle : resumer.calls);
    }

    /** A coroutine's body goes on, on this thread. */
    void runsHere() {
        holder = Thread.currentThread();
    }

    /** A coroutine's body begins, on this thread. */
    void beginsHere() {
        holder = Thread.currentThread();
        if (Vm.current() != vm) {
            Vm.current(vm);
        }
    }

    /** The coroutine that runs, the entry of a run included; null outside any run. */
    @Nullable Coroutine running() {
        return running;
    }

    Baton baton() {
        return baton;
    }

    Turns turns() {
        return turns;
    }

    Alarms alarms() {
        return alarms;
    }

    /** Has {@link #timeOfTurn} read the clock anew. To be called with the baton. */
    public void newTurn() {
        turns.next();
    }

    /**
     * Milliseconds since the epoch, as the clock said when it was first asked since a run began, ended or went on after a
     * wait, or since {@link #newTurn}: like nginx's, the time stands still while code doesn't wait. To be called with the
     * baton.
     *
     * @param ticker the clock, always the same
     */
    public long timeOfTurn(Ticker ticker) {
        return turns.millis(ticker);
    }

    /**
     * Lets others run for a while: a yield point. To be called by Java functions that Lua code of this worker has called.
     *
     * @param millis how long, counted from the begin of this turn; zero until those that wait for the worker have run
     * @throws InterruptedException the waiting Java thread was interrupted
     * @throws IllegalStateException the caller isn't running this worker's Lua code
     */
    public void sleep(long millis) throws InterruptedException {
        LightThread light = light();
        if (millis <= 0) {
            Claim claim = new Claim(true);
            baton.enqueue(claim);
            light.await(claim);
            return;
        }
        Claim claim = new Claim();
        Alarms.Alarm alarm = alarms.set(claim, turns.dueIn(millis));
        try {
            light.await(claim);
        } finally {
            alarms.cancel(alarm);
        }
    }

    /** The run that holds the baton; null outside any. Meant for functions called from Lua. */
    public @Nullable LuaRun current() {
        return current;
    }

    /**
     * Hands the baton to whoever waits, does something that takes time, and takes the baton again: a yield point. To be
     * called by Java functions that Lua code of this worker has called, in coroutines too. {@code blocking} must not
     * touch Lua values that other code can change.
     *
     * @throws Exception what {@code blocking} throws, with the baton held again
     * @throws IllegalStateException the caller isn't running this worker's Lua code
     */
    public <T extends @Nullable Object> T handOver(Callable<T> blocking) throws Exception {
        LightThread light = light();
        Coroutine self = light.block();
        try {
            return blocking.call();
        } finally {
            light.unblock(self);
        }
    }

    /**
     * The same for something that can't be broken off, which runs other code of this worker on behalf of the calling light
     * thread: who tries to kill that meanwhile is told that it has subrequests.
     *
     * @throws Exception what {@code blocking} throws, with the baton held again
     */
    public <T extends @Nullable Object> T handOverToSubrequests(Callable<T> blocking) throws Exception {
        LightThread light = light();
        light.hasSubrequests = true;
        try {
            return handOver(blocking);
        } finally {
            light.hasSubrequests = false;
        }
    }

    /** Runs something on a thread of its own, of the kind that light threads have. It begins without the baton. */
    public void start(Runnable task) {
        options.coroutines().start(task);
    }

    /** The light thread, or entry, whose code calls. */
    LightThread light() {
        Coroutine caller = running;
        LightThread light = caller == null ? null : caller.light();
        if (light == null || holder != Thread.currentThread()) {
            throw new IllegalStateException("only running Lua code can hand its baton over");
        }
        return light;
    }

    /** The coroutines of the worker. */
    public Coroutines coroutines() {
        return coroutines;
    }

    /** The light threads of the worker's runs. */
    public LightThreads lightThreads() {
        return lightThreads;
    }

    /** Puts a loader at {@code package.preload[name]}: a module that {@code require} finds before any file. */
    public void preload(String name, LuaFunction loader) {
        globals.get("package").get("preload").set(name, loader);
    }

    /** Offers Java functions as the module of that name. */
    public void preload(JavaModule module) {
        preload(module.name(), NativeFunction.of(module.name(), args -> module.table(this)));
    }

    /**
     * Has every new global variable reported before it is set: OpenResty's guard. Replaces the global table's
     * metatable; code that sets globals with {@code rawset} isn't seen.
     *
     * @param guard gets the variable's name and Lua's traceback; what it throws reaches the script
     */
    public void guardGlobals(BiConsumer<String, String> guard) {
        LuaTable metatable = new Table();
        metatable.set(LuaValue.NEWINDEX, NativeFunction.of("__newindex", args -> {
            LuaValue name = args.arg(2);
            String text = name.isstring() ? LuaText.view(name) : name.typename();
            guard.accept(text, CallStack.traceback(1));
            args.checktable(1).rawset(name, args.arg(3));
            return LuaValue.NONE;
        }));
        globals.setmetatable(metatable);
    }

    /** Lua's traceback of the running code: {@code stack traceback:} and its lines. To be called with the baton. */
    public String traceback() {
        return CallStack.traceback(0);
    }

    /**
     * Stops the run if it is over its budget. Java functions called from Lua that compute for long call it now and
     * then.
     *
     * @throws BudgetExceeded the run's time is over
     */
    public void checkBudget() {
        if (vm.interrupt) {
            vm.poll();
        }
    }

    /** Has a run stopped soon, if it is still the running one then. Called by any thread. */
    void condemn(LuaRun run) {
        limits.condemn(run);
    }

    /** What was thrown, as a failure: errors of Java code that no function of Lua's stood around are ones here. */
    LuaFailure failureOf(LuaError error) {
        if (error instanceof LuaFailure failure) {
            return failure;
        }
        LuaValue value = error.getMessageObject();
        return vm.failure(value == null ? LuaValue.NIL : value, error.getCause());
    }

    /**
     * Has a hook told what the worker's code does from now on; null for nobody. To be called with the baton, or before
     * the worker is used.
     *
     * @throws IllegalStateException the worker's options have no hooks
     */
    public void hook(@Nullable DebugHook hook) {
        if (!options.hooks()) {
            throw new IllegalStateException("worker " + id + " was made without hooks");
        }
        vm.hook = hook;
    }

    /** Whether nobody holds its baton at this moment. */
    public boolean isIdle() {
        return baton.isFree();
    }

    /** How many hold its baton or wait for it at this moment. */
    public int load() {
        return baton.claims();
    }

    /** Waits for the running code to let the baton go and ends the worker: later runs are refused. */
    @Override
    public void close() {
        baton.acquire();
        closed = true;
        baton.release();
        alarms.close();
        Watchdog.forget(this);
    }

    /** Whether a value is nil or absent. */
    static boolean absent(@Nullable LuaValue value) {
        return value == null || value.isnil();
    }

    /** The state that running code has at hand. */
    Vm vm() {
        return vm;
    }

    /** What its code has declared, allocated and given a finalizer by {@code ffi}. */
    Ffi ffi() {
        return garbage.ffi();
    }

    /** What its code sees of the JVM's collector. */
    Garbage garbage() {
        return garbage;
    }

    CodeCache cache() {
        return cache;
    }

    CoroutineThreads coroutineThreads() {
        return options.coroutines();
    }
}

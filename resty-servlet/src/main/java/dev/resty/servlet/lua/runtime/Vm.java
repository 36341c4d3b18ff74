// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The state of one worker that running code needs at hand. Used only with the worker's baton, but for {@link
 * #interrupt}.
 */
public final class Vm {

    private static final ThreadLocal<@Nullable Vm> ON_THREAD = new ThreadLocal<>();

    /** How much deeper than other code an error's handler may call. */
    private static final int ROOM_FOR_HANDLERS = 200;

    /** So many bytes aren't worth telling. */
    private static final int SMALL = 4096;

    static final LuaString NOT_ENOUGH_MEMORY = LuaText.of("not enough memory");

    private final LuaTable globals;

    /** Of the thread of Lua that runs; what it keeps is out of date meanwhile. */
    private LuaStack stack = new LuaStack();

    /** How many Lua functions run inside one another, in the coroutine that runs. Compiled code counts it. */
    public int depth;

    /** The depth at which a call raises "stack overflow". */
    public int deepest = 21_825;

    /** The depth at which it is to be looked again whether Java's stack has room. */
    int probedTo;

    /** Set by any thread that wants the running code to look: {@link #poll} is called soon after. */
    public volatile boolean interrupt;

    /** What {@link #poll} does; the worker sets it. */
    public Runnable onInterrupt = () -> interrupt = false;

    /** What {@link #allocate} does; the worker sets it where a run's memory is counted. */
    public LongConsumer onAllocation = bytes -> {};

    /** Is run where calls got too deep, before the error "stack overflow"; the worker sets it. */
    public Runnable onOverflow = () -> {};

    /** The metatable of strings; null where code took it away. */
    public @Nullable LuaTable stringMetatable;

    private final @Nullable LuaTable[] typeMetatables = new @Nullable LuaTable[LuaValue.TTHREAD + 1];

    /** Its functions, for those who ask for one by level. */
    public final MadeClosures closures = new MadeClosures();

    /** Is told what interpreted code does that was made ready for it; null where nobody wants to know. */
    public @Nullable DebugHook hook;

    /** The innermost interpreted function of the coroutine that runs. */
    public @Nullable InterpretedFrame frame;

    /** The function of the tail call that is {@link TailCall#PENDING}. */
    @Nullable Callable pendingFunction;

    /** Its arguments. */
    Varargs pendingArguments = LuaValue.NONE;

    /** Whether its code has ever made a table weak: what a collection takes can then be seen. */
    public boolean hasWeakTables;

    /** How many {@code pcall}, {@code xpcall} guard the running code, in the coroutine that runs. */
    public int guards;

    /** The handler of the innermost guard, where that is an {@code xpcall}. */
    public @Nullable LuaValue handler;

    /** The traceback of the last error that nothing guarded, in the coroutine that runs. */
    public @Nullable String lastTraceback;

    /** The interpreted function in which the Java stack ended; null when that was told of. */
    public @Nullable InterpretedFrame overflowed;

    /** The state of a worker with that table of globals. */
    public Vm(LuaTable globals) {
        this.globals = globals;
    }

    /** The worker's table of global variables. */
    public LuaTable globals() {
        return globals;
    }

    /** The state of the worker whose code runs on this thread; null where none does. */
    public static @Nullable Vm current() {
        return ON_THREAD.get();
    }

    /** Says whose code runs on this thread from now on. */
    public static void current(@Nullable Vm vm) {
        if (vm == null) {
            ON_THREAD.remove();
        } else {
            ON_THREAD.set(vm);
        }
    }

    /** The stack of the thread of Lua that runs. */
    public LuaStack stack() {
        return stack;
    }

    /** Says which thread of Lua runs from now on. */
    public void switchTo(LuaStack next) {
        stack.store(this);
        stack = next;
        next.load(this);
    }

    /** Does something as if another thread of Lua ran, whose Java thread this is. */
    public void lookAs(LuaStack other, Runnable what) {
        LuaStack before = stack;
        switchTo(other);
        try {
            what.run();
        } finally {
            switchTo(before);
        }
    }

    /** To be called by running code that finds {@link #interrupt} set. May throw what stops the code. */
    public void poll() {
        onInterrupt.run();
    }

    /** Says so of the code that runs on this thread, if the memory counts: a few KB don't. */
    static void allocating(long bytes) {
        if (bytes >= SMALL) {
            Vm vm = current();
            if (vm != null) {
                vm.allocate(bytes);
            }
        }
    }

    /**
     * Says that running code is about to take memory: to be called for what can be much. May throw what stops the code.
     *
     * @param bytes an estimate
     */
    public void allocate(long bytes) {
        onAllocation.accept(bytes);
    }

    /**
     * An error with this value, raised here: the innermost handler has seen it, or where nothing guards the running
     * code, the traceback is taken.
     *
     * @param cause what Java code threw; null where it is Lua's own error
     */
    public LuaFailure failure(LuaValue value, @Nullable Throwable cause) {
        if (guards == 0) {
            String traceback = CallStack.tracebackOfError();
            lastTraceback = traceback;
            return new LuaFailure(value, traceback, cause);
        }
        LuaValue seenBy = handler;
        return new LuaFailure(seenBy == null ? value : handled(seenBy, value), null, cause);
    }

    /**
     * The failure of code that came to the end of Java's stack, which is unwound up to the caller: the innermost handler
     * sees that.
     */
    public LuaFailure stackOverflow() {
        InterpretedFrame in = overflowed;
        overflowed = null;
        onOverflow.run();
        String where = in == null ? "" : in.closure.code().shortName() + ":" + in.place.line() + ": ";
        return failure(LuaText.of(where + "stack overflow"), null);
    }

    /**
     * The failure of code that wanted more memory than the JVM has. As in LuaJIT it has no position, and no handler sees it.
     */
    public LuaFailure outOfMemory(OutOfMemoryError thrown) {
        overflowed = null;
        if (guards == 0) {
            lastTraceback = null;
            try {
                lastTraceback = CallStack.tracebackOfError();
            } catch (OutOfMemoryError stillFull) {
                return new LuaFailure(NOT_ENOUGH_MEMORY, null, stillFull);
            }
        }
        return new LuaFailure(NOT_ENOUGH_MEMORY, guards == 0 ? lastTraceback : null, thrown);
    }

    private LuaValue handled(LuaValue seenBy, LuaValue value) {
        InterpretedFrame frameBefore = frame;
        int depthBefore = depth;
        handler = null;
        int probedBefore = probedTo;
        deepest += ROOM_FOR_HANDLERS;
        probedTo = depth + ROOM_FOR_HANDLERS;
        guards++;
        try {
            return seenBy.call(value);
        } catch (LuaError | StackOverflowError | OutOfMemoryError e) {
            return LuaText.of("error in error handling");
        } finally {
            frame = frameBefore;
            depth = depthBefore;
            handler = seenBy;
            deepest -= ROOM_FOR_HANDLERS;
            probedTo = probedBefore;
            guards--;
        }
    }

    /** Counts a function that begins, and polls. Raises "stack overflow" where too many run. */
    public void enter() {
        if (++depth > probedTo || interrupt) {
            entered();
        }
    }

    private void entered() {
        if (interrupt) {
            poll();
        }
        if (depth > deepest || depth > probedTo && !JavaStack.hasRoom()) {
            onOverflow.run();
            throw failure(LuaText.of(CallStack.current().where() + "stack overflow"), null);
        }
        if (depth > probedTo) {
            probedTo = Math.min(deepest, depth + JavaStack.LEVELS);
        }
    }

    /** Whether Java's stack has room for another coroutine on top of what runs, and for handlers and tracebacks besides. */
    public boolean hasRoom() {
        return JavaStack.hasRoom();
    }

    /** Counts a function that ends. One that fails isn't counted: whoever catches the error puts {@link #depth} back. */
    public void leave() {
        depth--;
    }

    /** The metatable of a value that has none of its own, but that of its type; null where there is none. */
    public @Nullable LuaValue metatable(LuaValue value) {
        return value instanceof LuaString ? stringMetatable : typeMetatables[Math.max(0, value.type())];
    }

    /** Gives all values of a type a metatable, or takes it away. Not for tables, userdata and cdata, which have their own. */
    public void metatable(int type, @Nullable LuaTable metatable) {
        if (type == LuaValue.TSTRING) {
            stringMetatable = metatable;
        } else {
            typeMetatables[Math.max(0, type)] = metatable;
        }
    }
}

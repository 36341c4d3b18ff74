// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaStack;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What Lua calls a thread: a coroutine of a script, a light thread, or the entry of a run. Belongs to one worker. */
public abstract class Coroutine extends LuaValue {

    /** As OpenResty counts them. */
    enum Status {
        RUNNING,
        SUSPENDED,
        NORMAL,
        DEAD,
        ZOMBIE;

        private final String text = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return text;
        }
    }

    final Worker worker;

    /** The run that has made it; null outside any. */
    final @Nullable LuaRun run;

    /** Its functions. */
    final LuaStack calls;

    Status status;

    /** The globals of chunks that it loads, and what {@code getfenv(0)} gives. */
    LuaTable environment;

    /** How many calls of Lua functions are on Java's stack outside it. */
    int outside;

    /** Who resumes it or has spawned it. */
    @Nullable Coroutine parent;

    /** The light threads that it waits for; empty while it doesn't. */
    List<LightThread> awaited = List.of();

    /** What the light thread that it waited for has ended with. */
    @Nullable Varargs wakeUp;

    private @Nullable ArrayDeque<LightThread> zombies;

    Coroutine(Worker worker, @Nullable LuaRun run, LuaStack calls, Status status) {
        this.worker = worker;
        this.run = run;
        this.calls = calls;
        this.status = status;
        Coroutine maker = worker.running();
        this.environment = maker == null ? worker.globals() : maker.environment;
    }

    /** The light thread or entry that it runs in; null outside any run. */
    abstract @Nullable LightThread light();

    /** Has it go on; see {@link Coroutines#resume}. */
    abstract Varargs resume(Varargs args);

    /** Gives values to whoever is to have control now; returns what comes back. */
    abstract Varargs yield(Varargs values);

    /**
     * Has the coroutine's own Java thread do something, as only that sees its call stack. Nothing is done where it doesn't
     * run yet or any more. To be called by what runs, of another coroutine.
     */
    void look(Runnable what) {
        LightThread in = light();
        Coroutine running = worker.running();
        if (in == null || running == null || !isAlive()) {
            return;
        }
        if (running.light() == in) {
            running.lookOutwards(this, what);
        } else {
            in.lookWhileWaiting(this, what);
        }
    }

    /** Has the Java thread of a coroutine that waits for this one, however far outwards, do something. */
    void lookOutwards(Coroutine outer, Runnable what) {}

    final boolean isAlive() {
        return status != Status.DEAD && status != Status.ZOMBIE;
    }

    /** {@code running}, {@code suspended}, {@code normal}, {@code zombie} or {@code dead}, as OpenResty has it. */
    public final String statusName() {
        return (run != null && run.ended ? Status.DEAD : status).toString();
    }

    @Override
    public final int type() {
        return TTHREAD;
    }

    @Override
    public final String typename() {
        return "thread";
    }

    @Override
    public final boolean isthread() {
        return true;
    }

    final Varargs refusal() {
        return varargsOf(FALSE, LuaText.of(refusalText()));
    }

    final String refusalText() {
        return "cannot resume " + statusName() + " coroutine";
    }

    /** Keeps a light thread that has ended for {@code wait}. */
    final void addZombie(LightThread ended) {
        if (zombies == null) {
            zombies = new ArrayDeque<>();
        }
        zombies.add(ended);
    }

    /** Forgets a light thread that was waited for. */
    final void reap(LightThread ended) {
        ended.status = Status.DEAD;
        if (zombies != null) {
            zombies.remove(ended);
        }
    }

    /** Has ended: nobody will wait for its light threads any more. */
    final void end() {
        status = Status.DEAD;
        if (zombies != null) {
            zombies.forEach(zombie -> zombie.status = Status.DEAD);
            zombies = null;
        }
    }
}

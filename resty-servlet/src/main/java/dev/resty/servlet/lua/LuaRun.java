// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaStack;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of Lua code in a worker, from its entry to the end of its light threads. What holds the worker's baton
 * belongs to exactly one run.
 */
public final class LuaRun {

    private final Object owner;
    final LuaStack calls;
    final LightThread entry;

    /** Its light threads that can go on, in the order in which they do. */
    private @Nullable ArrayDeque<Claim> ready;

    /** Those whose Java thread hasn't ended, but for the entry. */
    private @Nullable Set<LightThread> lightThreads;

    /** Where the entry waits for the end of the light threads; null while it doesn't. */
    @Nullable Claim end;

    /** The time budget that is left, in nanoseconds; counted by the watchdog. */
    long budgetLeft;

    /** The instructions that are left. */
    long instructionsLeft;

    /** The bytes that are left. */
    long allocationLeft;

    /** Whether the run has ended: its coroutines cannot be resumed any more. */
    boolean ended;

    /** The suspended coroutines whose threads must be ended with the run; the head of a list. */
    @Nullable UserCoroutine suspended;

    LuaRun(Object owner, Worker worker, LuaStack calls, Budget budget) {
        this.owner = owner;
        this.calls = calls;
        this.budgetLeft = budget.time().toNanos();
        this.instructionsLeft = budget.instructions();
        this.allocationLeft = budget.allocation();
        this.entry = new LightThread(worker, this, calls);
    }

    /** What the caller gave to {@link Worker#run}: whom the code runs for. */
    public Object owner() {
        return owner;
    }

    /** Ends all of it by what a light thread has thrown. */
    void leave(Error by) {
        entry.leave(by);
    }

    /** Lets a light thread go on when its turn comes; the caller has taken its claim. */
    void ready(Claim claim) {
        if (ready == null) {
            ready = new ArrayDeque<>();
        }
        ready.add(claim);
    }

    /** Takes back what {@link #ready} was given. */
    void notReady(Claim claim) {
        if (ready != null) {
            ready.remove(claim);
        }
    }

    /** Who goes on when the running light thread waits; null where none can. */
    @Nullable Claim next() {
        Claim next = ready == null ? null : ready.poll();
        Claim atEnd = end;
        if (next == null && atEnd != null && !hasLightThreads() && atEnd.take()) {
            return atEnd;
        }
        return next;
    }

    /** Counts a light thread in. */
    void add(LightThread thread) {
        if (lightThreads == null) {
            lightThreads = new LinkedHashSet<>();
        }
        lightThreads.add(thread);
    }

    /** Counts a light thread out: its Java thread ends. */
    void remove(LightThread thread) {
        if (lightThreads != null) {
            lightThreads.remove(thread);
        }
    }

    /** Whether a light thread, but for the entry, has a Java thread. */
    boolean hasLightThreads() {
        return lightThreads != null && !lightThreads.isEmpty();
    }

    /** Kills all light threads but for the entry. */
    void killLightThreads() {
        if (lightThreads != null) {
            for (LightThread thread : lightThreads) {
                if (thread.isAlive()) {
                    thread.kill();
                }
            }
        }
    }
}

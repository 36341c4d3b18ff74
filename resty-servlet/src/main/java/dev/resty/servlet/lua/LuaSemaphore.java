// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.ArrayDeque;

/**
 * What light threads of a worker wait for and give each other, also those of different runs: OpenResty's
 * {@code ngx.semaphore}. Who waits longest gets first. To be used with the worker's baton.
 */
public final class LuaSemaphore {

    private static final class Waiter {

        final Claim claim = new Claim();
        boolean served;
    }

    private final Worker worker;
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private int resources;

    /** A semaphore with so many resources, at least 0. */
    public LuaSemaphore(Worker worker, int resources) {
        this.worker = worker;
        this.resources = resources;
    }

    /** The resources that are left, or as a negative number how many wait for one. */
    public int count() {
        return resources - waiters.size();
    }

    /** Adds resources; those who wait for them go on when the running code waits or ends. */
    public void post(int more) {
        resources += more;
        while (resources > 0 && !waiters.isEmpty()) {
            Waiter first = waiters.poll();
            if (first.claim.take()) {
                resources--;
                first.served = true;
                worker.baton().enqueue(first.claim);
            }
        }
    }

    /**
     * Takes a resource, waiting for it behind those who wait already.
     *
     * @param millis how long to wait; zero gives up at once
     * @return false where the time was over before
     * @throws InterruptedException the waiting Java thread was interrupted
     */
    public boolean await(long millis) throws InterruptedException {
        if (resources > 0 && waiters.isEmpty()) {
            resources--;
            return true;
        }
        if (millis <= 0) {
            return false;
        }
        Waiter waiter = new Waiter();
        waiters.add(waiter);
        Alarms.Alarm alarm = worker.alarms().set(waiter.claim, worker.turns().dueIn(millis));
        boolean unwound = true;
        try {
            worker.light().await(waiter.claim);
            unwound = false;
            return waiter.served;
        } finally {
            worker.alarms().cancel(alarm);
            leave(waiter, unwound);
        }
    }

    private void leave(Waiter waiter, boolean unwound) {
        if (!waiter.served) {
            waiters.remove(waiter);
        } else if (unwound) {
            post(1);
        }
    }
}

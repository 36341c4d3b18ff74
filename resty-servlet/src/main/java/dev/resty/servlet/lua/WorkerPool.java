// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.List;

/**
 * The workers of a generation. Safe for concurrent use.
 */
public final class WorkerPool implements AutoCloseable {

    private final List<Worker> workers;

    /** Where the next search begins; a lost update only makes two searches begin at the same place. */
    private int turn;

    /** A pool of these workers, at least one. */
    public WorkerPool(List<Worker> workers) {
        if (workers.isEmpty()) {
            throw new IllegalArgumentException("a pool needs a worker");
        }
        this.workers = List.copyOf(workers);
    }

    /** All workers in the order of their numbers. */
    public List<Worker> workers() {
        return workers;
    }

    /**
     * A worker for a new request, which then stays on it: one that nobody uses now, else the one with the fewest
     * waiting. Never blocks.
     */
    public Worker choose() {
        int count = workers.size();
        int start = turn;
        turn = start + 1 < count ? start + 1 : 0;
        Worker best = null;
        int shortest = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int index = start + i;
            Worker worker = workers.get(index < count ? index : index - count);
            int load = worker.load();
            if (load == 0) {
                return worker;
            }
            if (load < shortest) {
                shortest = load;
                best = worker;
            }
        }
        return best == null ? workers.get(0) : best;
    }

    /** Closes every worker when its running code lets go: see {@link Worker#close}. */
    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a search that ran out of stack on a thread with more of it: java.util.regex recurses once per repetition of a
 * group, where PCRE keeps a heap. Few such threads exist at a time, each for one search.
 */
final class DeepStack {

    private static final long STACK_BYTES = 256L << 20;
    private static final Semaphore THREADS = new Semaphore(2);

    private DeepStack() {}

    /** Runs a search elsewhere and waits for it; throws what it throws, and STACK_LIMIT where this stack isn't enough. */
    static boolean run(BooleanSupplier search) {
        Search deep = new Search(search);
        THREADS.acquireUninterruptibly();
        try {
            Thread thread = new Thread(null, deep, "resty-regex", STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
            joinUninterruptibly(thread);
        } finally {
            THREADS.release();
        }
        if (deep.failure != null) {
            throw deep.failure;
        }
        return deep.found;
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Search implements Runnable {

        private final BooleanSupplier search;
        private boolean found;
        private @Nullable RuntimeException failure;

        Search(BooleanSupplier search) {
            this.search = search;
        }

        @Override
        public void run() {
            try {
                found = search.getAsBoolean();
            } catch (StackOverflowError e) {
                failure = new RegexExecException(RegexExecException.STACK_LIMIT);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }
}

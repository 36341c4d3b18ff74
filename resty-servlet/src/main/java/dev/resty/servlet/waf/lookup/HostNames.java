// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.lookup;

import dev.resty.store.Ticker;
import dev.resty.waf.HostLookup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether hosts exist, asked of the DNS and remembered for a minute. A look-up that takes too long is left to itself: its answer
 * serves those who ask later, and until it is there, those who ask within five seconds get none and don't wait. Nor does anyone
 * for five seconds after three look-ups, without an answer between, that took too long. Safe for concurrent use; asking blocks for the timeout at most.
 */
public final class HostNames implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf");

    /** How many answers are remembered, and for how long; failures are asked again sooner. */
    private static final int MOST = 10_000;

    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** After so many look-ups without an answer, none between, who asks doesn't wait for as long as failures are remembered. */
    private static final int MOST_UNANSWERED = 3;

    /** How many look-ups may be under way. */
    private static final int THREADS = 16;

    private static final long SILENT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private record Answer(boolean exists, long until) {}

    private final HostLookup lookup;

    private final Duration timeout;

    private final Ticker ticker;

    /** Guarded by itself; the one that was asked for longest ago first. */
    private final Map<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();

    private final ThreadPoolExecutor threads;

    /** When a failure may be logged again. */
    private final AtomicLong silentUntil;

    /** How many look-ups took too long since one was answered. */
    private final AtomicInteger unanswered = new AtomicInteger();

    /** When those who ask wait again, once {@link #MOST_UNANSWERED} took too long. */
    private final AtomicLong waitsAgainAt = new AtomicLong();

    private final AtomicLong waitsInVain = new AtomicLong();

    /** Asks a look-up, waiting for a time at most. */
    public HostNames(HostLookup lookup, Duration timeout, Ticker ticker) {
        this.lookup = lookup;
        this.timeout = timeout;
        this.ticker = ticker;
        silentUntil = new AtomicLong(ticker.nanoTime());
        threads = new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "resty-waf-lookup");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Asks the system, as any other program: {@link InetAddress#getByName}. */
    public static @Nullable InetAddress system(String host) throws IOException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Whether a host exists; false too where that can't be found out in time, which is logged. */
    public boolean exists(String host) {
        Answer known = known(host);
        if (known != null) {
            return known.exists();
        }
        CompletableFuture<Boolean> own = new CompletableFuture<>();
        CompletableFuture<Boolean> present = underWay.putIfAbsent(host, own);
        if (present == null) {
            ask(host, own);
        }
        boolean waits = isAnswering();
        try {
            return (present == null ? own : present).get(waits ? timeout.toNanos() : 0, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            isLate(host, waits);
        } catch (ExecutionException e) {
            failed(host, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** How often who asked waited for all of the time, and got no answer. */
    long waitsInVain() {
        return waitsInVain.get();
    }

    /** Whether it pays to wait for an answer. */
    private boolean isAnswering() {
        return unanswered.get() < MOST_UNANSWERED || ticker.nanoTime() - waitsAgainAt.get() >= 0;
    }

    private void isLate(String host, boolean waited) {
        long again = ticker.nanoTime() + FAILED_NANOS;
        if (waited) {
            waitsInVain.incrementAndGet();
            waitsAgainAt.set(again);
            unanswered.incrementAndGet();
        }
        synchronized (answers) {
            if (underWay.containsKey(host)) {
                remember(host, new Answer(false, again));
            }
        }
        failed(host, "no answer within " + timeout.toMillis() + " ms");
    }

    /** To be called with {@link #answers} locked. */
    private void remember(String host, Answer answer) {
        answers.put(host, answer);
        if (answers.size() > MOST) {
            answers.remove(answers.keySet().iterator().next());
        }
    }

    private @Nullable Answer known(String host) {
        synchronized (answers) {
            Answer answer = answers.get(host);
            return answer == null || answer.until() - ticker.nanoTime() < 0 ? null : answer;
        }
    }

    private void ask(String host, CompletableFuture<Boolean> answer) {
        try {
            threads.execute(() -> {
                try {
                    finish(host, answer, lookup.lookup(host) != null, null);
                } catch (IOException | RuntimeException e) {
                    finish(host, answer, false, e);
                }
            });
        } catch (RejectedExecutionException e) {
            String why = threads.isShutdown() ? "the rules are closed" : THREADS + " look-ups are under way";
            finish(host, answer, false, new IOException(why, e));
        }
    }

    private void finish(String host, CompletableFuture<Boolean> answer, boolean exists, @Nullable Exception problem) {
        long life = problem == null ? REMEMBERED_NANOS : FAILED_NANOS;
        synchronized (answers) {
            underWay.remove(host);
            remember(host, new Answer(exists, ticker.nanoTime() + life));
        }
        if (problem == null) {
            unanswered.set(0);
            answer.complete(exists);
        } else {
            answer.completeExceptionally(problem);
        }
    }

    /** Logs a failure, one a minute. */
    private void failed(String host, String problem) {
        long now = ticker.nanoTime();
        long until = silentUntil.get();
        if (now - until >= 0 && silentUntil.compareAndSet(until, now + SILENT_NANOS)) {
            LOG.warn("@rbl can't look {} up, which is no match: {}", host, problem);
        }
    }

    /** Begins no look-ups any more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}

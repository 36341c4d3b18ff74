// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.OptionalOptions;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.WriteRedisConnectionException;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Runs scripts within a time limit. Each is sent once: Redisson would send it again after a silence, and an increment
 * would count twice. Safe for concurrent use.
 */
final class RedisCalls {

    private final RScript scripts;

    private final long timeoutNanos;

    private final FirstConnection connection;

    RedisCalls(RedissonClient client, Duration timeout, FirstConnection connection) {
        this.connection = connection;
        timeoutNanos = timeout.toNanos();
        // A little more than our own limit, so that Redisson's failure, with its costly message, never comes first.
        scripts = client.getScript(OptionalOptions.defaults()
                .codec(ByteArrayCodec.INSTANCE)
                .retryAttempts(0)
                .timeout(timeout.plusMillis(50)));
    }

    /** The end of an operation that begins now, as a reading of {@link System#nanoTime()}. */
    long deadline() {
        return System.nanoTime() + timeoutNanos;
    }

    /**
     * Runs a script and waits for its answer; an interrupt doesn't end the wait and is kept.
     *
     * @param route what decides a cluster's node
     * @param deadline from {@link #deadline()}
     * @return null where it answers nil
     * @throws StoreUnavailableException where there is no answer by then
     * @throws RedisFullException where Redis has no memory for it
     */
    byte @Nullable [] run(Script script, String route, List<Object> keys, long deadline, Object... args) {
        connection.await(deadline);
        try {
            return await(sendKnown(script, route, keys, args), deadline);
        } catch (RedisNoScriptException e) {
            return await(sendWhole(script, route, keys, args), deadline);
        }
    }

    /** Runs a script without waiting; fails with {@link StoreUnavailableException} at the latest after the timeout. */
    CompletableFuture<byte @Nullable []> start(Script script, String route, List<Object> keys, Object... args) {
        CompletableFuture<byte @Nullable []> answered = connection.isMade()
                ? sendKnown(script, route, keys, args)
                : connection.start().thenCompose(made -> sendKnown(script, route, keys, args));
        return answered.handle((answer, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    return cause(failure) instanceof RedisNoScriptException
                            ? sendWhole(script, route, keys, args)
                            : CompletableFuture.<byte @Nullable []>failedFuture(failure);
                })
                .thenCompose(answer -> answer)
                .orTimeout(timeoutNanos, TimeUnit.NANOSECONDS)
                .exceptionally(failure -> {
                    throw unavailable(cause(failure));
                });
    }

    private CompletableFuture<byte @Nullable []> sendKnown(
            Script script, String route, List<Object> keys, Object... args) {
        return scripts.<byte @Nullable []>evalShaAsync(
                        route, Mode.READ_WRITE, script.digest(), ReturnType.VALUE, keys, args)
                .toCompletableFuture();
    }

    private CompletableFuture<byte @Nullable []> sendWhole(
            Script script, String route, List<Object> keys, Object... args) {
        return scripts.<byte @Nullable []>evalAsync(
                        route, Mode.READ_WRITE, script.source(), ReturnType.VALUE, keys, args)
                .toCompletableFuture();
    }

    /**
     * Waits for an answer; an interrupt doesn't end the wait and is kept.
     *
     * @throws StoreUnavailableException where there is none by the deadline; the answer is cancelled then
     */
    static <T extends @Nullable Object> T await(CompletableFuture<T> answer, long deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new StoreUnavailableException(FailureText.TIMEOUT);
        } catch (ExecutionException e) {
            Throwable cause = cause(e);
            if (cause instanceof RedisNoScriptException unknown) {
                throw unknown;
            }
            if (RedisFullException.isCause(cause)) {
                throw new RedisFullException(cause);
            }
            throw unavailable(cause);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits, where a failure leaves open whether Redis still has the call before it, until it is too late for the call:
     * whoever is told of a failed write may rely on it that it isn't done after that.
     */
    static void awaitEnd(StoreUnavailableException failure, long deadline) {
        if (failure.getCause() instanceof WriteRedisConnectionException) {
            boolean interrupted = Thread.interrupted();
            for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
                LockSupport.parkNanos(left);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A failure of Redisson's as it is thrown. */
    static StoreUnavailableException unavailable(Throwable failure) {
        if (failure instanceof StoreUnavailableException already) {
            return already;
        }
        return new StoreUnavailableException(FailureText.of(failure), failure);
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.DictException;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.dict.Subscription;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bus over Redis's publish and subscribe, which forgets whoever doesn't listen just then. So each message has a number
 * without gaps, and Redis is asked for the last one after each loss of the connection and once a second: see
 * {@link BusChannel}. A message that couldn't be published leaves a gap in the numbers as soon as Redis is there again.
 */
final class RedisBus implements InvalidationBus {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final String prefix;

    private final RedisCalls calls;

    private final RedisTopics topics;

    private final Map<String, Joined> channels = new ConcurrentHashMap<>();

    /** How many messages of a channel couldn't be published since its subscribers were last shown that. */
    private final Map<String, Integer> unsent = new ConcurrentHashMap<>();

    private final AtomicBoolean looking = new AtomicBoolean();

    private final ScheduledThreadPoolExecutor looks = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "resty-redis-bus");
        thread.setDaemon(true);
        return thread;
    });

    /** A channel with its topic. */
    private record Joined(BusChannel channel, RedisTopic topic) {}

    RedisBus(String prefix, RedisCalls calls, RedisTopics topics) {
        this.prefix = prefix;
        this.calls = calls;
        this.topics = topics;
    }

    private String route(String channel) {
        String tag = channel.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
        return prefix + "{bus:" + tag + "}";
    }

    private List<Object> keys(String channel) {
        String route = route(channel);
        return List.of((route + "#epoch").getBytes(UTF_8), route.getBytes(UTF_8));
    }

    @Override
    public void publish(String channel, byte[] message) {
        try {
            calls.run(BusScripts.PUBLISH, route(channel), keys(channel), calls.deadline(), (Object) message);
        } catch (DictException e) {
            unsent.merge(channel, 1, Integer::sum);
            keepLooking();
            throw RedisCalls.unavailable(e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Blocks for up to the store's timeout. Where Redis doesn't answer the listener is added nevertheless, and is told
     * that it missed something when Redis is there.
     */
    @Override
    public Subscription subscribe(String channel, Listener listener) {
        // Wrapped, so that closing removes this one though the same listener was added twice.
        Listener added = new Listener() {
            @Override
            public void message(byte[] message) {
                listener.message(message);
            }

            @Override
            public void missed() {
                listener.missed();
            }
        };
        Joined joined = channels.compute(channel, (name, present) -> {
            Joined one = present == null ? join(name) : present;
            one.channel.add(added);
            return one;
        });
        keepLooking();
        try {
            long deadline = calls.deadline();
            joined.topic.subscribe(deadline);
            RedisCalls.await(look(channel, joined.channel, false), deadline);
        } catch (StoreUnavailableException e) {
            LOG.warn("{}: nothing is heard of {} yet", e.getMessage(), channel);
            joined.channel.promise();
        }
        return () -> leave(channel, added);
    }

    private Joined join(String name) {
        BusChannel channel = new BusChannel(name);
        return new Joined(channel, topics.topic(route(name), channel::received, () -> look(name, channel, true)));
    }

    private void leave(String channel, Listener listener) {
        channels.computeIfPresent(channel, (name, joined) -> {
            if (joined.channel.remove(listener)) {
                topics.close(joined.topic);
                return null;
            }
            return joined;
        });
    }

    /** Asks Redis for a channel's last message, without waiting. */
    private CompletableFuture<?> look(String name, BusChannel channel, boolean reconnected) {
        double before = channel.heard();
        return calls.start(BusScripts.EPOCH, route(name), keys(name)).whenComplete((answer, failure) -> {
            if (failure == null) {
                channel.looked(number(answer), before, reconnected);
            } else if (reconnected) {
                LOG.debug("{}: asking for the last message of {} again soon", failure.getMessage(), name);
            }
        });
    }

    private static double number(byte @Nullable [] answer) {
        if (answer == null) {
            throw new IllegalStateException("no answer of a script of the bus");
        }
        return ByteBuffer.wrap(answer).getDouble();
    }

    private void keepLooking() {
        if (looking.compareAndSet(false, true)) {
            long nanos = BETWEEN_LOOKS.toNanos();
            looks.scheduleWithFixedDelay(this::lookAgain, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** A look that throws must not be the last one: nobody would see any more that messages were lost. */
    private void lookAgain() {
        try {
            lookAll();
        } catch (RuntimeException e) {
            LOG.warn("a look for lost messages failed, the next one follows", e);
        }
    }

    private void lookAll() {
        channels.forEach((name, joined) -> {
            if (joined.topic.start().isDone()) {
                look(name, joined.channel, false);
            }
        });
        unsent.forEach((channel, count) -> calls.start(BusScripts.LEAVE_GAP, route(channel), keys(channel))
                .thenAccept(done -> unsent.remove(channel, count)));
    }

    @Override
    public void close() {
        looks.shutdownNow();
        channels.values().forEach(joined -> topics.close(joined.topic));
        channels.clear();
    }
}

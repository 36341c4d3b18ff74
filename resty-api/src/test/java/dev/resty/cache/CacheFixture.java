// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.Resty;
import dev.resty.dict.Codec;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.dict.Subscription;
import dev.resty.store.ManualTicker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A dict, a clock, and work that runs when a test says so. */
abstract class CacheFixture {

    final ManualTicker ticker = new ManualTicker();

    final Resty resty = Resty.builder().ticker(ticker).dict("users", "1m").build();

    final SharedDict dict = resty.dict("users");

    final AtomicInteger loads = new AtomicInteger();

    final ManualExecutor background = new ManualExecutor();

    /** Whether the store of {@link #remote} does not answer. */
    final AtomicBoolean down = new AtomicBoolean();

    /** How often the store was asked. */
    final AtomicInteger asked = new AtomicInteger();

    /** The dict as one of another process. */
    final SharedDict remote = remote(dict);

    final ManualBus bus = new ManualBus();

    @AfterEach
    void close() {
        resty.close();
    }

    String load(String key) {
        return key + "#" + loads.incrementAndGet();
    }

    String fail(String key) throws Exception {
        loads.incrementAndGet();
        throw new java.io.IOException("down");
    }

    /** A cache of this JVM: L1 10 s, L2 60 s. */
    TwoLevelCacheBuilder<String> local() {
        return times(resty.cache("users", Codec.utf8()));
    }

    /** A cache of one of several nodes. */
    TwoLevelCacheBuilder<String> node() {
        return times(TwoLevelCache.builder(remote, Codec.utf8()).bus(bus).nanoTime(ticker::nanoTime));
    }

    private TwoLevelCacheBuilder<String> times(TwoLevelCacheBuilder<String> builder) {
        return builder.l1Ttl(Duration.ofSeconds(10))
                .l2Ttl(Duration.ofSeconds(60))
                .negativeTtl(Duration.ofSeconds(5))
                .executor(background);
    }

    SharedDict remote(SharedDict heap) {
        return (SharedDict) Proxy.newProxyInstance(
                SharedDict.class.getClassLoader(), new Class<?>[] {SharedDict.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("remote")) {
                        return true;
                    }
                    if (!method.getName().equals("name")) {
                        asked.incrementAndGet();
                        if (down.get()) {
                            throw new StoreUnavailableException("no answer");
                        }
                    }
                    try {
                        return method.invoke(heap, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Runs what it was given when told to. */
    static final class ManualExecutor implements Executor {

        private final Deque<Runnable> tasks = new ArrayDeque<>();

        boolean full;

        @Override
        public void execute(Runnable task) {
            if (full) {
                throw new RejectedExecutionException("full");
            }
            tasks.add(task);
        }

        int waiting() {
            return tasks.size();
        }

        void run() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    /** Delivers when told to. */
    static final class ManualBus implements InvalidationBus {

        private record Sent(String channel, byte[] message) {}

        private record Subscriber(String channel, Listener listener) {}

        private final List<Subscriber> subscribers = new ArrayList<>();

        private final Deque<Sent> sent = new ArrayDeque<>();

        @Override
        public void publish(String channel, byte[] message) {
            sent.add(new Sent(channel, message));
        }

        @Override
        public Subscription subscribe(String channel, Listener listener) {
            Subscriber subscriber = new Subscriber(channel, listener);
            subscribers.add(subscriber);
            return () -> subscribers.remove(subscriber);
        }

        void deliver() {
            for (Sent next = sent.poll(); next != null; next = sent.poll()) {
                for (Subscriber subscriber : List.copyOf(subscribers)) {
                    if (subscriber.channel.equals(next.channel)) {
                        subscriber.listener.message(next.message);
                    }
                }
            }
        }

        /** Loses what was sent, and says so. */
        void lose() {
            sent.clear();
            List.copyOf(subscribers).forEach(subscriber -> subscriber.listener.missed());
        }

        int subscribers() {
            return subscribers.size();
        }

        void deliverRaw(byte[] message) {
            List.copyOf(subscribers).forEach(subscriber -> subscriber.listener.message(message));
        }

        @Override
        public void close() {
            subscribers.clear();
        }
    }
}

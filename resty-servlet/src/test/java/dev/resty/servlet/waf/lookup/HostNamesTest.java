// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.resty.store.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostNamesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong();

    private final AtomicInteger asked = new AtomicInteger();

    private final Ticker ticker = new Ticker() {
        @Override
        public long nanoTime() {
            return nanos.get();
        }

        @Override
        public long currentTimeMillis() {
            return nanos.get() / 1_000_000;
        }
    };

    @Test
    void exists_askedAgainWithinAMinute_isRemembered() {
        try (HostNames hosts = new HostNames(this::listed, LONG, ticker)) {
            assertThat(hosts.exists("listed.example")).isTrue();
            assertThat(hosts.exists("other.example")).isFalse();
            assertThat(hosts.exists("listed.example")).isTrue();
            assertThat(hosts.exists("other.example")).isFalse();
            assertThat(asked).hasValue(2);
            nanos.addAndGet(Duration.ofSeconds(61).toNanos());
            assertThat(hosts.exists("listed.example")).isTrue();
            assertThat(asked).hasValue(3);
        }
    }

    private InetAddress listed(String host) throws IOException {
        asked.incrementAndGet();
        return host.startsWith("listed") ? InetAddress.getByAddress(new byte[] {127, 0, 0, 2}) : null;
    }

    @Test
    void exists_failure_isNoMatchAndAskedAgainSooner() {
        try (HostNames hosts = new HostNames(
                host -> {
                    asked.incrementAndGet();
                    throw new IOException("no server answers");
                },
                LONG,
                ticker)) {
            assertThat(hosts.exists("a.example")).isFalse();
            assertThat(hosts.exists("a.example")).isFalse();
            assertThat(asked).hasValue(1);
            nanos.addAndGet(Duration.ofSeconds(6).toNanos());
            assertThat(hosts.exists("a.example")).isFalse();
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void exists_noAnswerInTime_isNoMatchAndServesTheNext() throws InterruptedException {
        CountDownLatch answers = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        try (HostNames hosts = new HostNames(
                host -> {
                    try {
                        answers.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    answered.countDown();
                    return listed(host);
                },
                Duration.ofMillis(1),
                ticker)) {
            assertThat(hosts.exists("listed.example")).isFalse();
            answers.countDown();
            answered.await();
            await().until(() -> hosts.exists("listed.example"));
            assertThat(asked).hasValue(1);
        }
    }

    /** A look-up that ends when the test does. */
    private InetAddress silent(CountDownLatch end) throws IOException {
        asked.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return listed("listed.example");
    }

    @Test
    void exists_noAnswerInTime_isRememberedAsAFailureIs() {
        CountDownLatch end = new CountDownLatch(1);
        try (HostNames hosts = new HostNames(host -> silent(end), Duration.ofMillis(1), ticker)) {
            for (int i = 0; i < 10; i++) {
                assertThat(hosts.exists("silent.example")).isFalse();
            }
            assertThat(hosts.waitsInVain()).isEqualTo(1);
            nanos.addAndGet(Duration.ofSeconds(6).toNanos());
            assertThat(hosts.exists("silent.example")).isFalse();
            assertThat(hosts.waitsInVain()).isEqualTo(2);
            // The look-up begins on a thread of its own.
            await().until(() -> asked.get() == 1);
        } finally {
            end.countDown();
        }
    }

    @Test
    void exists_resolverIsSilent_onlyAFewWaitForIt() {
        CountDownLatch end = new CountDownLatch(1);
        try (HostNames hosts = new HostNames(host -> silent(end), Duration.ofMillis(1), ticker)) {
            for (int i = 0; i < 10; i++) {
                assertThat(hosts.exists("host" + i + ".example")).isFalse();
            }
            assertThat(hosts.waitsInVain()).isEqualTo(3);
            end.countDown();
            await().until(() -> hosts.exists("host9.example"));
            await().until(() -> hosts.exists("host10.example") || hosts.exists("host11.example"));
        }
    }

    @Test
    void exists_closed_isNoMatch() {
        HostNames hosts = new HostNames(this::listed, LONG, ticker);
        hosts.close();
        assertThat(hosts.exists("listed.example")).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.Position;
import dev.resty.servlet.conf.UpstreamConf;
import dev.resty.servlet.conf.UpstreamConf.Peer;
import dev.resty.store.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerGroupTest {

    private static final class ManualTicker implements Ticker {

        private long nanos = 1;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public long currentTimeMillis() {
            return nanos / 1_000_000;
        }
    }

    private final ManualTicker ticker = new ManualTicker();

    private PeerGroup group(Peer... peers) {
        return new PeerGroup(
                new UpstreamConf("u", List.of(peers), 0, Duration.ZERO, new Position("nginx.conf", 1)), ticker);
    }

    private static Peer peer(String host, int weight, boolean backup) {
        return new Peer(host, 80, weight, 1, Duration.ofSeconds(10), backup, false);
    }

    private static String next(PeerGroup group) {
        return Objects.requireNonNull(group.next(Set.of())).host();
    }

    @Test
    void next_weights_areSpreadSmoothly() {
        PeerGroup group = group(peer("a", 5, false), peer("b", 1, false), peer("c", 1, false));
        assertThat(IntStream.range(0, 7).mapToObj(i -> next(group))).containsExactly("a", "a", "b", "a", "c", "a", "a");
    }

    @Test
    void next_failedPeer_isOutUntilFailTimeoutThenTriedAgain() {
        Peer a = peer("a", 1, false);
        PeerGroup group = group(a, peer("b", 1, false));
        group.failed(a);
        assertThat(IntStream.range(0, 4).mapToObj(i -> next(group))).containsOnly("b");
        ticker.nanos += Duration.ofSeconds(11).toNanos();
        assertThat(IntStream.range(0, 4).mapToObj(i -> next(group))).contains("a");
        group.succeeded(a);
        assertThat(IntStream.range(0, 4).mapToObj(i -> next(group))).containsOnly("a", "b");
    }

    @Test
    void next_backup_onlyWhenNoOtherIsLeft() {
        Peer a = peer("a", 1, false);
        PeerGroup group = group(a, peer("spare", 1, true));
        assertThat(next(group)).isEqualTo("a");
        group.failed(a);
        assertThat(next(group)).isEqualTo("spare");
        assertThat(group.next(Set.of(a))).isNotNull().extracting(Peer::host).isEqualTo("spare");
    }
}

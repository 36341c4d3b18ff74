// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import dev.resty.servlet.conf.UpstreamConf;
import dev.resty.servlet.conf.UpstreamConf.Peer;
import dev.resty.store.Ticker;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The peers of an upstream taking turns: nginx's smooth weighted round robin. Safe for concurrent use. */
final class PeerGroup {

    private final List<Turn> turns;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    PeerGroup(UpstreamConf upstream, Ticker ticker) {
        this.turns = upstream.peers().stream().map(Turn::new).toList();
        this.ticker = ticker;
    }

    /** A peer's place in the round. Fields are guarded by the group's lock. */
    private static final class Turn {

        private final Peer peer;
        private int current;
        private int effective;
        private int fails;
        private long failedAt;
        private long checkedAt;

        Turn(Peer peer) {
            this.peer = peer;
            this.effective = peer.weight();
        }
    }

    int size() {
        return turns.size();
    }

    /**
     * The next peer in turn.
     *
     * @param tried peers that have failed for this request
     * @return null where none is live
     */
    @Nullable Peer next(Set<Peer> tried) {
        lock.lock();
        try {
            Peer primary = pick(tried, false);
            return primary != null ? primary : pick(tried, true);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Peer pick(Set<Peer> tried, boolean backup) {
        long now = ticker.nanoTime();
        Turn best = null;
        int total = 0;
        for (Turn turn : turns) {
            if (turn.peer.backup() != backup
                    || turn.peer.down()
                    || tried.contains(turn.peer)
                    || (isOut(turn, now) && turns.size() > 1)) {
                continue;
            }
            turn.current += turn.effective;
            total += turn.effective;
            if (turn.effective < turn.peer.weight()) {
                turn.effective++;
            }
            if (best == null || turn.current > best.current) {
                best = turn;
            }
        }
        if (best == null) {
            return null;
        }
        best.current -= total;
        if (now - best.checkedAt > best.peer.failTimeout().toNanos()) {
            best.checkedAt = now;
        }
        return best.peer;
    }

    /** Out for as long as {@code fail_timeout} says; a group of one peer never takes it out. */
    private static boolean isOut(Turn turn, long now) {
        Peer peer = turn.peer;
        return peer.maxFails() > 0
                && turn.fails >= peer.maxFails()
                && now - turn.checkedAt <= peer.failTimeout().toNanos();
    }

    /** Notes that a peer has failed. */
    void failed(Peer peer) {
        lock.lock();
        try {
            for (Turn turn : turns) {
                if (turn.peer == peer) {
                    turn.fails++;
                    turn.failedAt = ticker.nanoTime();
                    turn.checkedAt = turn.failedAt;
                    if (peer.maxFails() > 0) {
                        turn.effective = Math.max(0, turn.effective - peer.weight() / peer.maxFails());
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a peer has answered: earlier failures are forgotten once it was tried again after them. */
    void succeeded(Peer peer) {
        lock.lock();
        try {
            for (Turn turn : turns) {
                if (turn.peer == peer && turn.failedAt < turn.checkedAt) {
                    turn.fails = 0;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}

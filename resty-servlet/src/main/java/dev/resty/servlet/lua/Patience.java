// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

/**
 * For how long it pays to look for one's turn before going to sleep: waking a sleeping thread takes tens of microseconds,
 * looking costs a processor that others may need. So who looked in vain looks a quarter as long the next time, down to not at
 * all, and now and then once more for the longest time. Belongs to one waiting side; a new one starts with what others of
 * its kind have learned, which is read and written without a lock, as a guess that is out of date does no harm.
 */
final class Patience {

    /**
     * In so many waits without looking one is made with looking. Where both sides sleep a wait takes tens of microseconds, and
     * looking once finds them awake together again; where it can't, it adds a few per cent.
     */
    private static final int RETRY = 64;

    /** Fewer looks take less time than going to sleep. */
    private static final int LEAST_LOOKS = 16;

    /** What all waits of a kind have in common. */
    static final class Kind {

        /** A thread of the system waits for one: some hundred microseconds, longer than the other takes to wake up. */
        static final Kind RESUMER = new Kind(4096);

        /** What a resumer waits for. It finds the other awake or not at all. */
        static final Kind BODY = new Kind(256);

        /** Virtual threads wait for each other: waking up takes them a few microseconds. */
        static final Kind VIRTUAL = new Kind(64);

        /** The most looks of a wait; none where the other side has no processor meanwhile. */
        private final int most;

        private int learned;

        private int waits;

        Kind(int most) {
            this.most = Runtime.getRuntime().availableProcessors() > 1 ? most : 0;
            this.learned = this.most;
        }
    }

    private final Kind kind;

    private int looks;

    Patience(Kind kind) {
        this.kind = kind;
        this.looks = kind.learned;
    }

    /** How often to look now. */
    int looks() {
        return looks == 0 && (++kind.waits & RETRY - 1) == 0 ? kind.most : looks;
    }

    /** Looking so often was worth it, or wasn't. */
    void learn(int looked, boolean worthIt) {
        int next = worthIt ? kind.most : looked / 4 < LEAST_LOOKS ? 0 : looked / 4;
        if (next != looks) {
            looks = next;
            kind.learned = next;
        }
    }
}

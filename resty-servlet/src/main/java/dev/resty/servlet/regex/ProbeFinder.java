// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/**
 * Looks for one to five {@link Probe}s in eight places at a time, then for the literals around them. Written out for
 * each number of probes: they live in registers.
 */
abstract class ProbeFinder extends LiteralFinder {

    private final Probe[] probes;

    /** The most bytes that a literal begins before the place of its probe. */
    private final int reach;

    private final boolean exact;

    ProbeFinder(List<Probe> probes) {
        this.probes = probes.toArray(new Probe[0]);
        int most = 0;
        int least = Integer.MAX_VALUE;
        for (Probe probe : probes) {
            for (Needle needle : probe.needles) {
                most = Math.max(most, needle.offset);
                least = Math.min(least, needle.offset);
            }
        }
        this.reach = most;
        this.exact = most == least;
    }

    static ProbeFinder of(List<Probe> probes) {
        return switch (probes.size()) {
            case 1 -> new One(probes);
            case 2 -> new Two(probes);
            case 3 -> new Three(probes);
            default -> new Five(probes);
        };
    }

    @Override
    final boolean isExact() {
        return exact;
    }

    /** Where a literal may begin whose probe is at one of the marked places from {@code at} on; -1 where none is. */
    final int verify(byte[] bytes, int from, int end, int at, long marks) {
        for (long left = marks; left != 0; left &= left - 1) {
            int place = at + ByteSearch.lowest(left);
            if (place >= end) {
                return -1;
            }
            for (Probe probe : probes) {
                if (probe.isAt(bytes, from, end, place)) {
                    return Math.max(from, place - reach);
                }
            }
        }
        return -1;
    }

    /** A single probe. */
    static final class One extends ProbeFinder {

        private final long a1;
        private final long a1Bits;
        private final long a2;
        private final long a2Bits;

        One(List<Probe> probes) {
            super(probes);
            Probe a = probes.get(0);
            a1 = ByteSearch.repeat(a.first);
            a1Bits = ByteSearch.repeat(a.firstBits);
            a2 = ByteSearch.repeat(a.second);
            a2Bits = ByteSearch.repeat(a.secondBits);
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            int i = from;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                long w1 = ByteSearch.word(bytes, i);
                long w2 = ByteSearch.word(bytes, i + 1);
                long marks = ByteSearch.zeros((w1 | a1Bits) ^ a1 | (w2 | a2Bits) ^ a2);
                if (marks != 0) {
                    int found = verify(bytes, from, end, i, marks);
                    if (found >= 0) {
                        return found;
                    }
                }
            }
            if (i >= end) {
                return -1;
            }
            long w1 = ByteSearch.tail(bytes, i);
            long w2 = w1 >>> 8;
            long marks = ByteSearch.zeros((w1 | a1Bits) ^ a1 | (w2 | a2Bits) ^ a2);
            return marks == 0 ? -1 : verify(bytes, from, end, i, marks);
        }
    }

    /** Two probes. */
    static final class Two extends ProbeFinder {

        private final long a1;
        private final long a1Bits;
        private final long a2;
        private final long a2Bits;
        private final long b1;
        private final long b1Bits;
        private final long b2;
        private final long b2Bits;

        Two(List<Probe> probes) {
            super(probes);
            Probe a = probes.get(0);
            a1 = ByteSearch.repeat(a.first);
            a1Bits = ByteSearch.repeat(a.firstBits);
            a2 = ByteSearch.repeat(a.second);
            a2Bits = ByteSearch.repeat(a.secondBits);
            Probe b = probes.get(1);
            b1 = ByteSearch.repeat(b.first);
            b1Bits = ByteSearch.repeat(b.firstBits);
            b2 = ByteSearch.repeat(b.second);
            b2Bits = ByteSearch.repeat(b.secondBits);
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            int i = from;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                long w1 = ByteSearch.word(bytes, i);
                long w2 = ByteSearch.word(bytes, i + 1);
                long marks = ByteSearch.zeros((w1 | a1Bits) ^ a1 | (w2 | a2Bits) ^ a2)
                        | ByteSearch.zeros((w1 | b1Bits) ^ b1 | (w2 | b2Bits) ^ b2);
                if (marks != 0) {
                    int found = verify(bytes, from, end, i, marks);
                    if (found >= 0) {
                        return found;
                    }
                }
            }
            if (i >= end) {
                return -1;
            }
            long w1 = ByteSearch.tail(bytes, i);
            long w2 = w1 >>> 8;
            long marks = ByteSearch.zeros((w1 | a1Bits) ^ a1 | (w2 | a2Bits) ^ a2)
                    | ByteSearch.zeros((w1 | b1Bits) ^ b1 | (w2 | b2Bits) ^ b2);
            return marks == 0 ? -1 : verify(bytes, from, end, i, marks);
        }
    }

    /** Three probes. */
    static final class Three extends ProbeFinder {

        private final long a1;
        private final long a1Bits;
        private final long a2;
        private final long a2Bits;
        private final long b1;
        private final long b1Bits;
        private final long b2;
        private final long b2Bits;
        private final long c1;
        private final long c1Bits;
        private final long c2;
        private final long c2Bits;

        Three(List<Probe> probes) {
            super(probes);
            Probe a = probes.get(0);
            a1 = ByteSearch.repeat(a.first);
            a1Bits = ByteSearch.repeat(a.firstBits);
            a2 = ByteSearch.repeat(a.second);
            a2Bits = ByteSearch.repeat(a.secondBits);
            Probe b = probes.get(1);
            b1 = ByteSearch.repeat(b.first);
            b1Bits = ByteSearch.repeat(b.firstBits);
            b2 = ByteSearch.repeat(b.second);
            b2Bits = ByteSearch.repeat(b.secondBits);
            Probe c = probes.get(2);
            c1 = ByteSearch.repeat(c.first);
            c1Bits = ByteSearch.repeat(c.firstBits);
            c2 = ByteSearch.repeat(c.second);
            c2Bits = ByteSearch.repeat(c.secondBits);
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            int i = from;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                long w1 = ByteSearch.word(bytes, i);
                long w2 = ByteSearch.word(bytes, i + 1);
                long marks = ByteSearch.zeros((w1 | a1Bits) ^ a1 | (w2 | a2Bits) ^ a2)
                        | ByteSearch.zeros((w1 | b1Bits) ^ b1 | (w2 | b2Bits) ^ b2)
                        | ByteSearch.zeros((w1 | c1Bits) ^ c1 | (w2 | c2Bits) ^ c2);
                if (marks != 0) {
                    int found = verify(bytes, from, end, i, marks);
                    if (found >= 0) {
                        return found;
                    }
                }
            }
            if (i >= end) {
                return -1;
            }
            long w1 = ByteSearch.tail(bytes, i);
            long w2 = w1 >>> 8;
            long marks = ByteSearch.zeros((w1 | a1Bits) ^ a1 | (w2 | a2Bits) ^ a2)
                    | ByteSearch.zeros((w1 | b1Bits) ^ b1 | (w2 | b2Bits) ^ b2)
                    | ByteSearch.zeros((w1 | c1Bits) ^ c1 | (w2 | c2Bits) ^ c2);
            return marks == 0 ? -1 : verify(bytes, from, end, i, marks);
        }
    }

    /** Four or five probes; of four, the last one twice. */
    static final class Five extends ProbeFinder {

        private final long a1;
        private final long a1Bits;
        private final long a2;
        private final long a2Bits;
        private final long b1;
        private final long b1Bits;
        private final long b2;
        private final long b2Bits;
        private final long c1;
        private final long c1Bits;
        private final long c2;
        private final long c2Bits;
        private final long d1;
        private final long d1Bits;
        private final long d2;
        private final long d2Bits;
        private final long e1;
        private final long e1Bits;
        private final long e2;
        private final long e2Bits;

        Five(List<Probe> probes) {
            super(probes);
            Probe a = probes.get(0);
            a1 = ByteSearch.repeat(a.first);
            a1Bits = ByteSearch.repeat(a.firstBits);
            a2 = ByteSearch.repeat(a.second);
            a2Bits = ByteSearch.repeat(a.secondBits);
            Probe b = probes.get(1);
            b1 = ByteSearch.repeat(b.first);
            b1Bits = ByteSearch.repeat(b.firstBits);
            b2 = ByteSearch.repeat(b.second);
            b2Bits = ByteSearch.repeat(b.secondBits);
            Probe c = probes.get(2);
            c1 = ByteSearch.repeat(c.first);
            c1Bits = ByteSearch.repeat(c.firstBits);
            c2 = ByteSearch.repeat(c.second);
            c2Bits = ByteSearch.repeat(c.secondBits);
            Probe d = probes.get(3);
            d1 = ByteSearch.repeat(d.first);
            d1Bits = ByteSearch.repeat(d.firstBits);
            d2 = ByteSearch.repeat(d.second);
            d2Bits = ByteSearch.repeat(d.secondBits);
            Probe e = probes.get(probes.size() - 1);
            e1 = ByteSearch.repeat(e.first);
            e1Bits = ByteSearch.repeat(e.firstBits);
            e2 = ByteSearch.repeat(e.second);
            e2Bits = ByteSearch.repeat(e.secondBits);
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            int i = from;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                long w1 = ByteSearch.word(bytes, i);
                long w2 = ByteSearch.word(bytes, i + 1);
                long marks = ByteSearch.zeros((w1 | a1Bits) ^ a1 | (w2 | a2Bits) ^ a2)
                        | ByteSearch.zeros((w1 | b1Bits) ^ b1 | (w2 | b2Bits) ^ b2)
                        | ByteSearch.zeros((w1 | c1Bits) ^ c1 | (w2 | c2Bits) ^ c2)
                        | ByteSearch.zeros((w1 | d1Bits) ^ d1 | (w2 | d2Bits) ^ d2)
                        | ByteSearch.zeros((w1 | e1Bits) ^ e1 | (w2 | e2Bits) ^ e2);
                if (marks != 0) {
                    int found = verify(bytes, from, end, i, marks);
                    if (found >= 0) {
                        return found;
                    }
                }
            }
            if (i >= end) {
                return -1;
            }
            long w1 = ByteSearch.tail(bytes, i);
            long w2 = w1 >>> 8;
            long marks = ByteSearch.zeros((w1 | a1Bits) ^ a1 | (w2 | a2Bits) ^ a2)
                    | ByteSearch.zeros((w1 | b1Bits) ^ b1 | (w2 | b2Bits) ^ b2)
                    | ByteSearch.zeros((w1 | c1Bits) ^ c1 | (w2 | c2Bits) ^ c2)
                    | ByteSearch.zeros((w1 | d1Bits) ^ d1 | (w2 | d2Bits) ^ d2)
                    | ByteSearch.zeros((w1 | e1Bits) ^ e1 | (w2 | e2Bits) ^ e2);
            return marks == 0 ? -1 : verify(bytes, from, end, i, marks);
        }
    }
}

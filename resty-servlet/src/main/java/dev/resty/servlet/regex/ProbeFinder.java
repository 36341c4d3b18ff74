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

    /** The case bit for all bytes, if case doesn't matter to one of the probes: what is found more is looked at anyway. */
    private static long fold(List<Probe> probes) {
        boolean caseless = false;
        for (Probe probe : probes) {
            caseless |= probe.firstBits == ByteSearch.CASE_BIT || probe.secondBits == ByteSearch.CASE_BIT;
        }
        return caseless ? ByteSearch.FOLD : 0;
    }

    private static long first(Probe probe, long fold) {
        return ByteSearch.repeat(probe.first) | fold;
    }

    private static long second(Probe probe, long fold) {
        return (ByteSearch.repeat(probe.second) | fold) & both(probe);
    }

    /** All bits for a probe of two bytes, none for one of a single byte. */
    private static long both(Probe probe) {
        return probe.secondBits == Probe.ANY ? 0 : -1;
    }

    /** A single probe. */
    static final class One extends ProbeFinder {

        private final long fold;
        private final long a1;
        private final long a2;
        private final long aBoth;

        One(List<Probe> probes) {
            super(probes);
            fold = fold(probes);
            Probe a = probes.get(0);
            aBoth = both(a);
            a1 = first(a, fold);
            a2 = second(a, fold);
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            int i = from;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                long w1 = ByteSearch.word(bytes, i) | fold;
                long w2 = ByteSearch.word(bytes, i + 1) | fold;
                long marks = ByteSearch.borrows(w1 ^ a1 | w2 & aBoth ^ a2) & ByteSearch.HIGH_BITS;
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
            long word = ByteSearch.tail(bytes, i);
            long w1 = word | fold;
            long w2 = word >>> 8 | fold;
            long marks = ByteSearch.borrows(w1 ^ a1 | w2 & aBoth ^ a2) & ByteSearch.HIGH_BITS;
            return marks == 0 ? -1 : verify(bytes, from, end, i, marks);
        }
    }

    /** Two probes. */
    static final class Two extends ProbeFinder {

        private final long fold;
        private final long a1;
        private final long a2;
        private final long aBoth;
        private final long b1;
        private final long b2;
        private final long bBoth;

        Two(List<Probe> probes) {
            super(probes);
            fold = fold(probes);
            Probe a = probes.get(0);
            aBoth = both(a);
            a1 = first(a, fold);
            a2 = second(a, fold);
            Probe b = probes.get(1);
            bBoth = both(b);
            b1 = first(b, fold);
            b2 = second(b, fold);
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            int i = from;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                long w1 = ByteSearch.word(bytes, i) | fold;
                long w2 = ByteSearch.word(bytes, i + 1) | fold;
                long marks =
                        (ByteSearch.borrows(w1 ^ a1 | w2 & aBoth ^ a2) | ByteSearch.borrows(w1 ^ b1 | w2 & bBoth ^ b2))
                                & ByteSearch.HIGH_BITS;
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
            long word = ByteSearch.tail(bytes, i);
            long w1 = word | fold;
            long w2 = word >>> 8 | fold;
            long marks = (ByteSearch.borrows(w1 ^ a1 | w2 & aBoth ^ a2) | ByteSearch.borrows(w1 ^ b1 | w2 & bBoth ^ b2))
                    & ByteSearch.HIGH_BITS;
            return marks == 0 ? -1 : verify(bytes, from, end, i, marks);
        }
    }

    /** Three probes. */
    static final class Three extends ProbeFinder {

        private final long fold;
        private final long a1;
        private final long a2;
        private final long aBoth;
        private final long b1;
        private final long b2;
        private final long bBoth;
        private final long c1;
        private final long c2;
        private final long cBoth;

        Three(List<Probe> probes) {
            super(probes);
            fold = fold(probes);
            Probe a = probes.get(0);
            aBoth = both(a);
            a1 = first(a, fold);
            a2 = second(a, fold);
            Probe b = probes.get(1);
            bBoth = both(b);
            b1 = first(b, fold);
            b2 = second(b, fold);
            Probe c = probes.get(2);
            cBoth = both(c);
            c1 = first(c, fold);
            c2 = second(c, fold);
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            int i = from;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                long w1 = ByteSearch.word(bytes, i) | fold;
                long w2 = ByteSearch.word(bytes, i + 1) | fold;
                long marks = (ByteSearch.borrows(w1 ^ a1 | w2 & aBoth ^ a2)
                                | ByteSearch.borrows(w1 ^ b1 | w2 & bBoth ^ b2)
                                | ByteSearch.borrows(w1 ^ c1 | w2 & cBoth ^ c2))
                        & ByteSearch.HIGH_BITS;
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
            long word = ByteSearch.tail(bytes, i);
            long w1 = word | fold;
            long w2 = word >>> 8 | fold;
            long marks = (ByteSearch.borrows(w1 ^ a1 | w2 & aBoth ^ a2)
                            | ByteSearch.borrows(w1 ^ b1 | w2 & bBoth ^ b2)
                            | ByteSearch.borrows(w1 ^ c1 | w2 & cBoth ^ c2))
                    & ByteSearch.HIGH_BITS;
            return marks == 0 ? -1 : verify(bytes, from, end, i, marks);
        }
    }

    /** Four or five probes; of four, the last one twice. */
    static final class Five extends ProbeFinder {

        private final long fold;
        private final long a1;
        private final long a2;
        private final long aBoth;
        private final long b1;
        private final long b2;
        private final long bBoth;
        private final long c1;
        private final long c2;
        private final long cBoth;
        private final long d1;
        private final long d2;
        private final long dBoth;
        private final long e1;
        private final long e2;
        private final long eBoth;

        Five(List<Probe> probes) {
            super(probes);
            fold = fold(probes);
            Probe a = probes.get(0);
            aBoth = both(a);
            a1 = first(a, fold);
            a2 = second(a, fold);
            Probe b = probes.get(1);
            bBoth = both(b);
            b1 = first(b, fold);
            b2 = second(b, fold);
            Probe c = probes.get(2);
            cBoth = both(c);
            c1 = first(c, fold);
            c2 = second(c, fold);
            Probe d = probes.get(3);
            dBoth = both(d);
            d1 = first(d, fold);
            d2 = second(d, fold);
            Probe e = probes.get(probes.size() - 1);
            eBoth = both(e);
            e1 = first(e, fold);
            e2 = second(e, fold);
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            int i = from;
            for (; i < end - Long.BYTES; i += Long.BYTES) {
                long w1 = ByteSearch.word(bytes, i) | fold;
                long w2 = ByteSearch.word(bytes, i + 1) | fold;
                long marks = (ByteSearch.borrows(w1 ^ a1 | w2 & aBoth ^ a2)
                                | ByteSearch.borrows(w1 ^ b1 | w2 & bBoth ^ b2)
                                | ByteSearch.borrows(w1 ^ c1 | w2 & cBoth ^ c2)
                                | ByteSearch.borrows(w1 ^ d1 | w2 & dBoth ^ d2)
                                | ByteSearch.borrows(w1 ^ e1 | w2 & eBoth ^ e2))
                        & ByteSearch.HIGH_BITS;
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
            long word = ByteSearch.tail(bytes, i);
            long w1 = word | fold;
            long w2 = word >>> 8 | fold;
            long marks = (ByteSearch.borrows(w1 ^ a1 | w2 & aBoth ^ a2)
                            | ByteSearch.borrows(w1 ^ b1 | w2 & bBoth ^ b2)
                            | ByteSearch.borrows(w1 ^ c1 | w2 & cBoth ^ c2)
                            | ByteSearch.borrows(w1 ^ d1 | w2 & dBoth ^ d2)
                            | ByteSearch.borrows(w1 ^ e1 | w2 & eBoth ^ e2))
                    & ByteSearch.HIGH_BITS;
            return marks == 0 ? -1 : verify(bytes, from, end, i, marks);
        }
    }
}

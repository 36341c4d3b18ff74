// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as 128 bits.
 *
 * @param six whether it is one of IPv6
 * @param high the upper 64 bits; 0 for IPv4
 * @param low the lower 64 bits; for IPv4 32 of them
 */
record IpAddress(boolean six, long high, long low) implements Comparable<IpAddress> {

    private static final int GROUPS = 8;

    /** Its bytes, 4 or 16. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(bits() / 8);
        return six
                ? bytes.putLong(high).putLong(low).array()
                : bytes.putInt((int) low).array();
    }

    /** How many bits an address of its kind has. */
    int bits() {
        return six ? 128 : 32;
    }

    /** The first address of the network that it is in, or the last. */
    IpAddress edge(int prefix, boolean last) {
        int rest = bits() - prefix;
        long lowMask = rest >= 64 ? -1 : (1L << rest) - 1;
        long highMask = rest >= 128 ? -1 : rest <= 64 ? 0 : (1L << rest - 64) - 1;
        return last
                ? new IpAddress(six, high | highMask, low | lowMask)
                : new IpAddress(six, high & ~highMask, low & ~lowMask);
    }

    @Override
    public int compareTo(IpAddress other) {
        if (six != other.six) {
            return six ? 1 : -1;
        }
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    /** Reads an address, without names, zones and ports; null where it is none. */
    static @Nullable IpAddress parse(Bytes text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.at(i) == ':') {
                return six(text);
            }
        }
        long four = four(text, 0);
        return four < 0 ? null : new IpAddress(false, 0, four);
    }

    /** The IPv4 address from an index to the end; -1 for none. */
    private static long four(Bytes text, int from) {
        long address = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (at >= text.length() || text.at(at) != '.') {
                    return -1;
                }
                at++;
            }
            int begin = at;
            int number = 0;
            while (at < text.length() && at < begin + 3 && text.at(at) >= '0' && text.at(at) <= '9') {
                number = number * 10 + (text.at(at++) - '0');
            }
            if (at == begin || number > 255) {
                return -1;
            }
            address = address << 8 | number;
        }
        return at == text.length() ? address : -1;
    }

    private static @Nullable IpAddress six(Bytes text) {
        long[] groups = new long[GROUPS];
        int count = 0;
        int gap = -1;
        int at = 0;
        int length = text.length();
        if (length >= 2 && text.at(0) == ':' && text.at(1) == ':') {
            gap = 0;
            at = 2;
        }
        while (at < length) {
            int end = at;
            while (end < length && text.at(end) != ':') {
                end++;
            }
            if (end == length && count <= GROUPS - 2 && four(text, at) >= 0) {
                long four = four(text, at);
                groups[count++] = four >> 16;
                groups[count++] = four & 0xffff;
                at = end;
                break;
            }
            long group = group(text, at, end);
            if (group < 0 || count == GROUPS) {
                return null;
            }
            groups[count++] = group;
            at = end;
            if (at == length) {
                break;
            }
            at++;
            if (at == length) {
                return null;
            }
            if (text.at(at) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                at++;
            }
        }
        return gap < 0 && count < GROUPS || gap >= 0 && count == GROUPS ? null : join(groups, count, gap);
    }

    private static long group(Bytes text, int from, int to) {
        if (to == from || to > from + 4) {
            return -1;
        }
        long group = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.at(i), 16);
            if (digit < 0) {
                return -1;
            }
            group = group << 4 | digit;
        }
        return group;
    }

    private static IpAddress join(long[] groups, int count, int gap) {
        long[] all = new long[GROUPS];
        int before = gap < 0 ? count : gap;
        System.arraycopy(groups, 0, all, 0, before);
        System.arraycopy(groups, before, all, GROUPS - (count - before), count - before);
        long high = all[0] << 48 | all[1] << 32 | all[2] << 16 | all[3];
        long low = all[4] << 48 | all[5] << 32 | all[6] << 16 | all[7];
        return new IpAddress(true, high, low);
    }
}

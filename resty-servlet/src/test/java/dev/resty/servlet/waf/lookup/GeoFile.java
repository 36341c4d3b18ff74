// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.lookup;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes small databases in MaxMind's format, for tests. */
public final class GeoFile {

    private static final byte[] MARKER = {(byte) 0xab, (byte) 0xcd, (byte) 0xef};

    private final int recordBits;

    private final int version;

    /** Two records a node: a node's number, or minus what stands in the data section, less one; 0 for nothing. */
    private final List<int[]> nodes = new ArrayList<>();

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** A database with records of 24, 28 or 32 bits, over addresses of IP version 4 or 6. */
    public GeoFile(int recordBits, int version) {
        this.recordBits = recordBits;
        this.version = version;
        nodes.add(new int[2]);
    }

    /** Says what a network has: its address's leading bits. */
    public GeoFile add(byte[] address, int bits, Map<String, Object> record) {
        int offset = data.size();
        write(record, data);
        int node = 0;
        for (int i = 0; i < bits; i++) {
            int bit = address[i >> 3] >> (7 - (i & 7)) & 1;
            if (i == bits - 1) {
                nodes.get(node)[bit] = -1 - offset;
            } else {
                if (nodes.get(node)[bit] == 0) {
                    nodes.add(new int[2]);
                    nodes.get(node)[bit] = nodes.size() - 1;
                }
                node = nodes.get(node)[bit];
            }
        }
        return this;
    }

    /** The file. */
    public byte[] toBytes() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            long left = value(node[0]);
            long right = value(node[1]);
            if (recordBits == 28) {
                number(left & 0xffffff, 3, file);
                file.write((int) (left >> 24 << 4 | right >> 24));
                number(right & 0xffffff, 3, file);
            } else {
                number(left, recordBits / 8, file);
                number(right, recordBits / 8, file);
            }
        }
        file.writeBytes(new byte[16]);
        file.writeBytes(data.toByteArray());
        file.writeBytes(MARKER);
        file.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        write(
                Map.of(
                        "node_count",
                        nodes.size(),
                        "record_size",
                        recordBits,
                        "ip_version",
                        version,
                        "binary_format_major_version",
                        2),
                file);
        return file.toByteArray();
    }

    private long value(int record) {
        return record == 0 ? nodes.size() : record > 0 ? record : nodes.size() + 16L - 1 - record;
    }

    private static void number(long number, int bytes, ByteArrayOutputStream out) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (number >> 8 * i));
        }
    }

    private static void write(Object value, ByteArrayOutputStream out) {
        if (value instanceof Map<?, ?> map) {
            out.write(7 << 5 | map.size());
            map.forEach((key, entry) -> {
                write(key, out);
                write(entry, out);
            });
        } else if (value instanceof Double number) {
            out.write(3 << 5 | 8);
            number(Double.doubleToLongBits(number), 8, out);
        } else if (value instanceof Integer number) {
            out.write(6 << 5 | 4);
            number(number, 4, out);
        } else {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            if (text.length < 29) {
                out.write(2 << 5 | text.length);
            } else {
                out.write(2 << 5 | 29);
                out.write(text.length - 29);
            }
            out.writeBytes(text);
        }
    }
}

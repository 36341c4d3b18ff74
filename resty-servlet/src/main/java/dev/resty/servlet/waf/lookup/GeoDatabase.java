// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.lookup;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database of what is known about addresses, in MaxMind's format ({@code .mmdb}): a binary tree over the addresses' bits, and
 * records. Kept in memory as the file is; rule sets with equal files share one. Immutable, safe for concurrent use.
 *
 * @see <a href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB File Format Specification</a>
 */
public final class GeoDatabase {

    private static final byte[] METADATA = {
        (byte) 0xab, (byte) 0xcd, (byte) 0xef, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
    };

    private static final int METADATA_AT_MOST = 128 * 1024;

    /** Zeros between the tree and the records. */
    private static final int GAP = 16;

    private static final List<WeakReference<GeoDatabase>> KNOWN = new ArrayList<>();

    private final byte[] file;

    private final long nodes;

    private final int recordBits;

    private final boolean six;

    private final GeoRecords records;

    /** Where IPv4 addresses begin in the tree. */
    private final long four;

    private GeoDatabase(byte[] file) {
        this.file = file;
        int metadata = metadata(file);
        GeoRecords described = new GeoRecords(file, metadata);
        nodes = number(described, "node_count");
        recordBits = (int) number(described, "record_size");
        six = number(described, "ip_version") == 6;
        long format = number(described, "binary_format_major_version");
        long tree = nodes * recordBits / 4;
        if (format != 2
                || recordBits != 24 && recordBits != 28 && recordBits != 32
                || nodes < 1
                || tree + GAP > metadata) {
            throw new IllegalArgumentException("it is damaged, or of another version than 2 of the format");
        }
        records = new GeoRecords(file, (int) tree + GAP);
        long node = 0;
        for (int i = 0; six && i < 96 && node < nodes; i++) {
            node = child(node, 0);
        }
        four = node;
    }

    /**
     * Reads a database.
     *
     * @throws IllegalArgumentException where it is none; the message says why
     */
    public static GeoDatabase of(byte[] file) {
        synchronized (KNOWN) {
            KNOWN.removeIf(reference -> reference.get() == null);
            for (WeakReference<GeoDatabase> reference : KNOWN) {
                GeoDatabase known = reference.get();
                if (known != null && Arrays.equals(known.file, file)) {
                    return known;
                }
            }
            GeoDatabase read;
            try {
                read = new GeoDatabase(file);
            } catch (IndexOutOfBoundsException e) {
                throw new IllegalArgumentException("it is damaged", e);
            }
            KNOWN.add(new WeakReference<>(read));
            return read;
        }
    }

    private static int metadata(byte[] file) {
        int last = Math.max(0, file.length - METADATA_AT_MOST);
        for (int i = file.length - METADATA.length; i >= last; i--) {
            if (Arrays.equals(file, i, i + METADATA.length, METADATA, 0, METADATA.length)) {
                return i + METADATA.length;
            }
        }
        throw new IllegalArgumentException("it is no MaxMind database (.mmdb)");
    }

    private static long number(GeoRecords described, String name) {
        String value = described.text(0, name);
        if (value == null || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("it is damaged: " + name + " is missing");
        }
        return Long.parseLong(value);
    }

    /** What is known about an address. */
    public interface Place {

        /**
         * A value.
         *
         * @param path the names that lead to it, such as {@code country}, {@code iso_code}
         * @return a view of its bytes, numbers as C's {@code %f} and {@code %d} write them; null where it isn't known
         */
        @Nullable String value(String... path);
    }

    /**
     * Looks an address up.
     *
     * @param address of 4 or 16 bytes
     * @return null where nothing is known about it
     * @throws IllegalStateException where the file is damaged
     */
    public @Nullable Place find(byte[] address) {
        if (address.length == 16 && !six) {
            return null;
        }
        try {
            long node = address.length == 4 ? four : 0;
            for (int i = 0; i < address.length * 8 && node < nodes; i++) {
                node = child(node, address[i >> 3] >> (7 - (i & 7)) & 1);
            }
            if (node <= nodes) {
                return null;
            }
            int at = Math.toIntExact(node - nodes - GAP);
            return path -> value(at, path);
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw damaged(e);
        }
    }

    private @Nullable String value(int at, String... path) {
        try {
            return records.text(at, path);
        } catch (IndexOutOfBoundsException e) {
            throw damaged(e);
        }
    }

    private static IllegalStateException damaged(RuntimeException cause) {
        return new IllegalStateException("the geographic database is damaged", cause);
    }

    private long child(long node, int bit) {
        int at = Math.toIntExact(node * recordBits / 4);
        switch (recordBits) {
            case 24 -> {
                return number(at + 3 * bit, 3);
            }
            case 28 -> {
                long middle = file[at + 3] & 0xff;
                return bit == 0 ? middle >> 4 << 24 | number(at, 3) : (middle & 15) << 24 | number(at + 4, 3);
            }
            default -> {
                return number(at + 4 * bit, 4);
            }
        }
    }

    private long number(int at, int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | file[at + i] & 0xff;
        }
        return number;
    }
}

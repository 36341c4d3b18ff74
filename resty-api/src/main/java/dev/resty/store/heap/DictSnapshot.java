// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictKey;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.store.Ticker;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which a dict's contents outlive the process: {@code persist=file}. It holds the live entries in the order of
 * their use, with flags and the time of the wall clock at which they expire, and a checksum over all of it. It is written
 * beside its place and moved there, so a crash leaves the former one. Each entry is in it as it was at one moment, though
 * not all at the same. For one thread at a time.
 */
final class DictSnapshot {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.dict");

    private static final byte[] MAGIC = "restydic".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    private static final byte END = 0;
    private static final byte BOOL = 1;
    private static final byte NUM = 2;
    private static final byte BYTES = 3;
    private static final byte LIST = 4;

    private final Path file;
    private final Ticker ticker;

    /** Whether the last attempt to write failed. */
    private boolean failed;

    /** Whether there was something at the last attempt that can't be written. */
    private boolean skipping;

    /**
     * The snapshot in a file.
     *
     * @throws IllegalArgumentException where it could not be written there
     */
    DictSnapshot(Path file, Ticker ticker) {
        this.file = file;
        this.ticker = ticker;
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("can't persist to \"" + file + "\": there is no such folder");
        }
        if (!Files.isWritable(folder) || Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IllegalArgumentException("can't persist to \"" + file + "\": it can't be written there");
        }
    }

    Path file() {
        return file;
    }

    /** An entry as the file has it. */
    private record Item(String key, int flags, long expires, List<LuaScalar> values, boolean list) {}

    /** Takes the entries of a file in their order. */
    private interface Sink {

        void accept(Item item);
    }

    /**
     * Fills an empty dict with what the file holds and hasn't expired meanwhile. A file that can't be used, all of it, is
     * reported and moved aside, and the dict stays empty.
     */
    void load(SharedDict dict) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            read(item -> {});
            long now = ticker.currentTimeMillis();
            read(item -> {
                if (item.expires == 0 || item.expires > now) {
                    store(dict, item, item.expires == 0 ? Duration.ZERO : Duration.ofMillis(item.expires - now));
                }
            });
        } catch (IOException e) {
            LOG.error("shared dict \"{}\" starts empty: {}: {}", dict.name(), file, reason(e));
            moveAside();
        }
    }

    private static String reason(IOException e) {
        return e instanceof EOFException ? "the file is cut off" : String.valueOf(e.getMessage());
    }

    private void moveAside() {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.error("moved to {}", aside);
        } catch (IOException e) {
            LOG.error("can't move {} aside: {}", file, e.toString());
        }
    }

    private static void store(SharedDict dict, Item item, Duration ttl) {
        if (!item.list) {
            dict.set(item.key, item.values.get(0), ttl, item.flags);
            return;
        }
        // A list that was removed and made again while the file was written can be in it twice.
        dict.delete(item.key);
        item.values.forEach(value -> dict.rpush(item.key, value));
        if (!ttl.isZero()) {
            dict.expire(item.key, ttl);
        }
    }

    private void read(Sink sink) throws IOException {
        CRC32C sum = new CRC32C();
        try (CheckedInputStream bytes =
                        new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), sum);
                DataInputStream in = new DataInputStream(bytes)) {
            byte[] magic = new byte[MAGIC.length];
            in.readFully(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new IOException("not a snapshot of a shared dict");
            }
            int version = in.readInt();
            if (version != VERSION) {
                throw new IOException("a snapshot of version " + version + ", not " + VERSION);
            }
            for (byte type = in.readByte(); type != END; type = in.readByte()) {
                sink.accept(item(in, type));
            }
            long expected = sum.getValue();
            if (in.readLong() != expected || in.read() >= 0) {
                throw new IOException("the checksum is wrong");
            }
        }
    }

    private static Item item(DataInputStream in, byte type) throws IOException {
        byte[] key = new byte[in.readUnsignedShort()];
        in.readFully(key);
        int flags = in.readInt();
        long expires = in.readLong();
        List<LuaScalar> values = new ArrayList<>(1);
        if (type == LIST) {
            for (int left = in.readInt(); left > 0; left--) {
                values.add(value(in, in.readByte()));
            }
        } else {
            values.add(value(in, type));
        }
        return new Item(DictKey.of(key), flags, expires, values, type == LIST);
    }

    private static LuaScalar value(DataInputStream in, byte type) throws IOException {
        switch (type) {
            case BOOL:
                return LuaScalar.of(in.readBoolean());
            case NUM:
                return LuaScalar.of(in.readDouble());
            case BYTES:
                int length = in.readInt();
                // Never more memory at once than the file has bytes for, whatever a damaged length says.
                byte[] bytes = length < 0 ? new byte[0] : in.readNBytes(length);
                if (bytes.length != length) {
                    throw new EOFException();
                }
                return LuaScalar.wrap(bytes);
            default:
                throw new IOException("unknown type " + type);
        }
    }

    /**
     * Writes a dict's contents to the file, and leaves the dict as it is. A failure leaves the former file, and is reported
     * where the last attempt was none.
     *
     * @return whether it was written
     */
    boolean save(HeapSharedDict dict) {
        Path next = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            write(dict, next);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | OutOfMemoryError e) {
            if (!failed) {
                failed = true;
                LOG.error("can't persist shared dict \"{}\" to {}: {}", dict.name(), file, e.toString());
            }
            remove(next);
            return false;
        }
        if (failed) {
            failed = false;
            LOG.info("shared dict \"{}\" is persisted to {} again", dict.name(), file);
        }
        return true;
    }

    private static void remove(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            LOG.debug("can't remove {}: {}", unfinished, e.toString());
        }
    }

    /** As {@link #save}, for the last time: a failure is reported whatever was before. */
    void saveFinally(HeapSharedDict dict) {
        failed = false;
        save(dict);
    }

    private void write(HeapSharedDict dict, Path to) throws IOException {
        CRC32C sum = new CRC32C();
        try (FileChannel channel = FileChannel.open(
                        to, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
                OutputStream bytes = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                DataOutputStream out = new DataOutputStream(new CheckedOutputStream(bytes, sum))) {
            out.write(MAGIC);
            out.writeInt(VERSION);
            int skipped = writeEntries(dict, out);
            out.writeByte(END);
            out.writeLong(sum.getValue());
            out.flush();
            channel.force(true);
            if (skipped > 0 && !skipping) {
                LOG.warn("{} frozen objects of shared dict \"{}\" are not persisted", skipped, dict.name());
            }
            skipping = skipped > 0;
        }
    }

    /** Writes all live entries; gives how many can't be written. */
    private int writeEntries(HeapSharedDict dict, DataOutputStream out) throws IOException {
        EntryOrder order = dict.walk().order();
        long epoch = ticker.currentTimeMillis() - dict.now();
        int skipped = 0;
        for (int i = 0; i < order.size(); i++) {
            EntryImage entry = dict.walk().image(order, i);
            if (entry == null) {
                continue;
            }
            if (entry.isList()) {
                writeList(out, entry, epoch);
            } else if (entry.scalar() instanceof LuaScalar.Frozen) {
                skipped++;
            } else {
                LuaScalar value = entry.scalar();
                writeHead(out, type(value), entry, epoch);
                writeValue(out, value);
            }
        }
        return skipped;
    }

    private static void writeList(DataOutputStream out, EntryImage entry, long epoch) throws IOException {
        writeHead(out, LIST, entry, epoch);
        out.writeInt(entry.list().size());
        for (LuaScalar value : entry.list()) {
            out.writeByte(type(value));
            writeValue(out, value);
        }
    }

    private static void writeHead(DataOutputStream out, byte type, EntryImage entry, long epoch) throws IOException {
        out.writeByte(type);
        out.writeShort(entry.keyLength());
        out.write(entry.keyBytes(), 0, entry.keyLength());
        out.writeInt(entry.flags());
        out.writeLong(entry.expires() == DictClock.NEVER ? 0 : entry.expires() + epoch);
    }

    private static byte type(LuaScalar value) {
        return value instanceof LuaScalar.Num ? NUM : value instanceof LuaScalar.Bytes ? BYTES : BOOL;
    }

    private static void writeValue(DataOutputStream out, LuaScalar value) throws IOException {
        if (value instanceof LuaScalar.Num number) {
            out.writeDouble(number.value());
        } else if (value instanceof LuaScalar.Bytes bytes) {
            out.writeInt(bytes.length());
            out.write(bytes.source(), bytes.offset(), bytes.length());
        } else {
            out.writeBoolean(value == LuaScalar.Bool.TRUE);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a persistent collection holds, and its form in a dict. Times are seconds since 1970. Used by one thread at a time. */
final class CollectionState {

    /** What the stored form begins with. */
    private static final int FORMAT = 1;

    private static final int MAX_LENGTH = 1 << 24;

    /**
     * A value.
     *
     * @param name in the case it was given first
     * @param expires 0 for never
     */
    private record Item(Bytes name, Bytes value, long expires) {}

    /** By name in lower case. */
    private final Map<Bytes, Item> items = new LinkedHashMap<>();

    private long created;

    private long updated;

    private int updates;

    private CollectionState(long now) {
        created = now;
        updated = now;
    }

    /** One without anything. */
    static CollectionState empty(long now) {
        return new CollectionState(now);
    }

    /**
     * The one that bytes hold, without what has expired.
     *
     * @return null for bytes that this didn't write
     */
    static @Nullable CollectionState of(byte[] bytes, long now) {
        CollectionState state = new CollectionState(now);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.read() != FORMAT) {
                return null;
            }
            state.created = in.readLong();
            state.updated = in.readLong();
            state.updates = in.readInt();
            for (int left = in.readInt(); left > 0; left--) {
                Item item = new Item(bytes(in), bytes(in), in.readLong());
                if (item.expires == 0 || item.expires > now) {
                    state.items.put(item.name.lowerCase(), item);
                }
            }
            return state;
        } catch (IOException e) {
            return null;
        }
    }

    private static Bytes bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_LENGTH) {
            throw new IOException("length " + length);
        }
        return Bytes.of(in.readNBytes(length));
    }

    /** The form that {@link #of} reads. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(FORMAT);
            out.writeLong(created);
            out.writeLong(updated);
            out.writeInt(updates);
            out.writeInt(items.size());
            for (Item item : items.values()) {
                write(out, item.name);
                write(out, item.value);
                out.writeLong(item.expires);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Bytes value) throws IOException {
        out.writeInt(value.length());
        out.write(value.array(), value.from(), value.length());
    }

    Bytes value(Bytes name) {
        Item item = items.get(name.lowerCase());
        return item == null ? Bytes.EMPTY : item.value;
    }

    boolean has(Bytes name) {
        return items.containsKey(name.lowerCase());
    }

    /** Gives a name a value; when it expires stays. */
    void set(Bytes name, Bytes value) {
        Item old = items.get(name.lowerCase());
        items.put(name.lowerCase(), old == null ? new Item(name, value, 0) : new Item(old.name, value, old.expires));
    }

    void remove(Bytes name) {
        items.remove(name.lowerCase());
    }

    void expire(Bytes name, long at) {
        items.computeIfPresent(name.lowerCase(), (key, item) -> new Item(item.name, item.value, at));
    }

    /** Notes that it is written. */
    void touch(long now) {
        updated = now;
        updates++;
    }

    long created() {
        return created;
    }

    long updated() {
        return updated;
    }

    int updates() {
        return updates;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    void forEach(BiConsumer<Bytes, Bytes> each) {
        items.values().forEach(item -> each.accept(item.name, item.value));
    }
}

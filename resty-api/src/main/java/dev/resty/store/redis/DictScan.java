// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictValue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks over the entries of a dict in steps of Redis's SCAN, each a script of its own that is soon over. SCAN may give a
 * key twice; here each is given once. Safe for concurrent use.
 */
final class DictScan {

    private static final Logger LOG = LoggerFactory.getLogger(DictScan.class);

    private static final byte[] BEGINNING = Wire.ascii("0");

    private static final byte[] KEYS_A_STEP = Wire.ascii("500");

    private static final byte[] ENTRIES_A_STEP = Wire.ascii("50");

    private final DictCalls calls;

    private final byte[] keyOffset;

    private final AtomicBoolean reclaiming = new AtomicBoolean();

    /** Whether a flush came while entries were being freed, so that the walk must be made again. */
    private final AtomicBoolean again = new AtomicBoolean();

    DictScan(DictCalls calls) {
        this.calls = calls;
        keyOffset = Wire.ascii(Integer.toString(calls.names.keyOffset()));
    }

    /** The keys of live entries, at most so many; 0 for all. */
    List<String> keys(int max) {
        Set<String> keys = new LinkedHashSet<>();
        byte[] cursor = BEGINNING;
        do {
            ByteBuffer in = step(DictScripts.KEYS, cursor, KEYS_A_STEP);
            cursor = Wire.rest(Wire.counted(in));
            while (in.hasRemaining() && (max == 0 || keys.size() < max)) {
                keys.add(Wire.text(Wire.counted(in)));
            }
        } while (!isBeginning(cursor) && (max == 0 || keys.size() < max));
        return new ArrayList<>(keys);
    }

    /** All live entries, as the stream is read. */
    Stream<Map.Entry<String, DictEntry>> entries() {
        return StreamSupport.stream(new Entries(), false);
    }

    private ByteBuffer step(Script script, byte[] cursor, byte[] count) {
        List<Object> keys = List.of(calls.names.generation);
        return Objects.requireNonNull(calls.read(script, keys, cursor, calls.names.pattern, count, keyOffset));
    }

    private static boolean isBeginning(byte[] cursor) {
        return cursor.length == 1 && cursor[0] == '0';
    }

    /** Frees the entries that a flush left, without waiting for it. */
    void reclaim() {
        again.set(true);
        if (reclaiming.compareAndSet(false, true)) {
            again.set(false);
            reclaimFrom(BEGINNING);
        }
    }

    private void reclaimFrom(byte[] cursor) {
        List<Object> keys = List.of(calls.names.generation);
        calls.start(DictScripts.RECLAIM, keys, cursor, calls.names.pattern, KEYS_A_STEP)
                .whenComplete((next, failure) -> {
                    if (failure != null) {
                        LOG.warn("{}: what a flush left in Redis is freed by the next one", failure.getMessage());
                        reclaiming.set(false);
                    } else if (next != null && !isBeginning(next)) {
                        reclaimFrom(next);
                    } else {
                        reclaiming.set(false);
                        if (again.get()) {
                            reclaim();
                        }
                    }
                });
    }

    private final class Entries extends AbstractSpliterator<Map.Entry<String, DictEntry>> {

        private final Set<String> seen = new HashSet<>();

        private final Queue<Map.Entry<String, DictEntry>> ready = new ArrayDeque<>();

        private byte[] cursor = BEGINNING;

        private boolean over;

        Entries() {
            super(Long.MAX_VALUE, Spliterator.DISTINCT | Spliterator.NONNULL);
        }

        @Override
        public boolean tryAdvance(Consumer<? super Map.Entry<String, DictEntry>> action) {
            while (ready.isEmpty() && !over) {
                fetch();
            }
            Map.Entry<String, DictEntry> next = ready.poll();
            if (next == null) {
                return false;
            }
            action.accept(next);
            return true;
        }

        private void fetch() {
            ByteBuffer in = step(DictScripts.ENTRIES, cursor, ENTRIES_A_STEP);
            cursor = Wire.rest(Wire.counted(in));
            over = isBeginning(cursor);
            while (in.hasRemaining()) {
                String key = new String(Wire.rest(Wire.counted(in)), ISO_8859_1);
                Duration life = Wire.life(in.getDouble());
                DictValue value = Wire.readEntry(Wire.counted(in));
                if (seen.add(key)) {
                    ready.add(Map.entry(key, new DictEntry(value.value(), value.flags(), life)));
                }
            }
        }
    }
}

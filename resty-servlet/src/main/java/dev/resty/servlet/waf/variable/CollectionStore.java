// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictException;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.UpdateResult;
import dev.resty.servlet.waf.value.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Persistent collections in a shared dict, an entry for each collection and key. A collection is read at once when it is
 * opened, and its changes are made together as one atomic operation on what the dict has then, so that no increment of
 * another transaction or node is lost; those that transactions of this node make at the same time go together. Where the dict can't be reached, transactions go on with empty collections: it is
 * logged once, and asked again after a second. Safe for concurrent use.
 */
public final class CollectionStore {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf");

    private static final String PREFIX = "waf:";

    /** Longer keys are stored by their hash: clients choose them. */
    private static final int MAX_KEY = 128;

    /** How long a transaction waits for its changes where others of the same collection are being written: as long as Redis has. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private static final long RETRY_MILLIS = 1000;

    private final SharedDict dict;

    private final InstantSource clock;

    private final WriteBatches batches = new WriteBatches(LONGEST_WAIT);

    /** When a dict that failed is asked again; 0 while it works. */
    private final AtomicLong retryAt = new AtomicLong();

    /** Collections in a dict. */
    public CollectionStore(SharedDict dict) {
        this(dict, InstantSource.system());
    }

    /** Collections in a dict, by a clock; that of all nodes should be about the same. */
    public CollectionStore(SharedDict dict, InstantSource clock) {
        this.dict = dict;
        this.clock = clock;
    }

    /** Now, in seconds since 1970. */
    long seconds() {
        return clock.millis() / 1000;
    }

    /** Reads a collection; an empty one where there is none, or the dict fails. */
    OpenCollection open(Variable variable, Bytes application, Bytes key) {
        String dictKey = key(variable, application, key);
        CollectionState state = null;
        if (isReachable()) {
            try {
                DictValue value = dict.get(dictKey);
                works();
                state = value == null ? null : state(value.value());
            } catch (DictException e) {
                failed(e.toString());
            }
        }
        boolean isNew = state == null;
        return new OpenCollection(
                variable, key, dictKey, state == null ? CollectionState.empty(seconds()) : state, isNew);
    }

    /**
     * Writes what a transaction changed. Blocks for one operation of the dict; where others are writing the same, for half a
     * second at most, and the changes are written behind theirs.
     */
    void store(OpenCollection collection, Duration timeout) {
        List<CollectionChange> changes = collection.takeChanges();
        if (changes.isEmpty() || !isReachable()) {
            return;
        }
        batches.write(collection.dictKey(), changes, timeout, batch -> write(collection.dictKey(), batch));
    }

    private void write(String dictKey, WriteBatches.Batch batch) {
        if (!isReachable()) {
            return;
        }
        try {
            UpdateResult result = dict.update(dictKey, current -> changed(current, batch));
            if (result.error() == null) {
                works();
            } else {
                failed(result.error());
            }
        } catch (DictException e) {
            failed(e.toString());
        }
    }

    private @Nullable DictEntry changed(@Nullable DictEntry current, WriteBatches.Batch batch) {
        long now = seconds();
        CollectionState state = current == null ? null : state(current.value());
        if (state == null) {
            state = CollectionState.empty(now);
        }
        for (List<CollectionChange> changes : batch.transactions()) {
            for (CollectionChange change : changes) {
                change.apply(state);
            }
            if (state.isEmpty()) {
                state = CollectionState.empty(now);
            } else {
                state.touch(now);
            }
        }
        if (state.isEmpty()) {
            return null;
        }
        long own = state.value(OpenCollection.TIMEOUT).number();
        return DictEntry.of(LuaScalar.wrap(state.toBytes()), own > 0 ? Duration.ofSeconds(own) : batch.timeout());
    }

    /** Null for a value that is none of ours: it is written over. */
    private @Nullable CollectionState state(LuaScalar value) {
        return value instanceof LuaScalar.Bytes bytes ? CollectionState.of(bytes.array(), seconds()) : null;
    }

    private static String key(Variable variable, Bytes application, Bytes key) {
        String name = key.length() > MAX_KEY ? hash(key) : key.text();
        String scope = application.isEmpty() ? variable.name() : variable.name() + '@' + application.text();
        return PREFIX + scope + ':' + name;
    }

    private static String hash(Bytes key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(key.array(), key.from(), key.length());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private boolean isReachable() {
        long at = retryAt.get();
        return at == 0 || clock.millis() >= at;
    }

    private void works() {
        if (retryAt.get() != 0 && retryAt.getAndSet(0) != 0) {
            LOG.info("the persistent collections of the WAF are kept in dict {} again", dict.name());
        }
    }

    private void failed(String problem) {
        if (retryAt.getAndSet(clock.millis() + RETRY_MILLIS) == 0) {
            LOG.error(
                    "the persistent collections of the WAF can't be kept in dict {}, rules see them empty until that"
                            + " works: {}",
                    dict.name(),
                    problem);
        }
    }
}

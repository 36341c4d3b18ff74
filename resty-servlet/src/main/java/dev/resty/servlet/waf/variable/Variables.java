// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.value.XmlDocument;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one transaction: what was set, what was added, and what follows from that. Names of collections ignore
 * case. Used by one thread at a time.
 */
public final class Variables {

    private final @Nullable Entry[] singles = new Entry[Variable.COUNT];

    /** Collections whose names may repeat. */
    private final @Nullable List<Entry>[] lists = newLists();

    /** Collections that rules write to, by {@link Variable#collectionNumber}. */
    private final @Nullable KeyedEntries[] keyed = new KeyedEntries[Variable.WRITABLE];

    private final Derived derived = new Derived(this);

    private final Moments moments;

    private final Matches matches = new Matches();

    /** Arguments of neither the query nor a form: those of documents. */
    private final List<Entry> documents = new ArrayList<>();

    /** Makes {@link #xml}; null for a body that isn't XML. */
    private @Nullable Supplier<XmlDocument> xmlReader;

    private @Nullable XmlDocument xml;

    private @Nullable Supplier<List<Entry>> uploads;

    /** Variables of a transaction that begins now. */
    public Variables() {
        this(InstantSource.system());
    }

    /** Variables of a transaction that begins now by a clock. */
    public Variables(InstantSource clock) {
        moments = new Moments(clock);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable List<Entry>[] newLists() {
        return new List[Variable.COUNT];
    }

    /** A single variable's entry; null where it has no value. */
    public @Nullable Entry single(Variable variable) {
        Entry entry = singles[variable.ordinal()];
        if (entry != null) {
            return entry;
        }
        Bytes value = variable.isMoment()
                ? moments.value(variable)
                : variable == Variable.MATCHED_VAR || variable == Variable.MATCHED_VAR_NAME
                        ? matches.single(variable)
                        : derived.single(variable);
        if (value == null) {
            return null;
        }
        entry = new Entry(variable, Bytes.EMPTY, value);
        if (variable.stable() && !variable.isGrowing()) {
            singles[variable.ordinal()] = entry;
        }
        return entry;
    }

    /** A single variable's value; empty where it has none. */
    public Bytes value(Variable variable) {
        Entry entry = single(variable);
        return entry == null ? Bytes.EMPTY : entry.value();
    }

    /** Gives a single variable a value. */
    public void set(Variable variable, Bytes value) {
        singles[variable.ordinal()] = new Entry(variable, Bytes.EMPTY, value);
    }

    /** Takes a single variable's value away. */
    public void unset(Variable variable) {
        singles[variable.ordinal()] = null;
    }

    /** A collection's entries in their order; not to be changed. */
    public List<Entry> all(Variable collection) {
        if (collection.isWritable()) {
            KeyedEntries entries = keyed[collection.collectionNumber()];
            return entries == null ? List.of() : entries.list();
        }
        if (collection == Variable.MATCHED_VARS || collection == Variable.MATCHED_VARS_NAMES) {
            return matches.collection(collection);
        }
        List<Entry> entries = lists[collection.ordinal()];
        if (entries != null) {
            return entries;
        }
        entries = derived.collection(collection);
        if (entries == null) {
            return List.of();
        }
        lists[collection.ordinal()] = entries;
        return entries;
    }

    /** Adds an entry to a collection that the request, the response or a match makes; names may repeat. */
    public void add(Variable collection, Bytes key, Bytes value) {
        add(new Entry(collection, key, value));
    }

    /** Adds an entry to the collection it names, as {@link #add(Variable, Bytes, Bytes)}. */
    public void add(Entry entry) {
        Variable collection = entry.variable();
        if (collection.isWritable()) {
            put(collection, entry.key(), entry.value());
            return;
        }
        List<Entry> entries = lists[collection.ordinal()];
        if (entries == null) {
            entries = collection == Variable.ENV ? all(collection) : new ArrayList<>();
            lists[collection.ordinal()] = entries;
        }
        entries.add(entry);
        forget(collection.followers());
    }

    /** Adds an argument that is in neither ARGS_GET nor ARGS_POST, but in ARGS: one of a document. */
    public void addDocumentArgument(Bytes key, Bytes value) {
        documents.add(new Entry(Variable.ARGS, key, value));
        forget(Variable.ARGS_POST.followers());
    }

    /** Those that {@link #addDocumentArgument} added; not to be changed. */
    List<Entry> documentArguments() {
        return documents;
    }

    /** Notes what the rule that is run, or a link of its chain, has matched on: MATCHED_VAR and its relatives show it. */
    public void addMatch(Entry entry, Bytes value) {
        matches.add(entry, value);
    }

    /** Empties MATCHED_VARS; MATCHED_VAR stays. */
    public void clearMatches() {
        matches.clear();
    }

    /** Gives a name of this transaction's ENV a value. */
    public void environment(Bytes name, Bytes value) {
        List<Entry> entries = new ArrayList<>(all(Variable.ENV));
        entries.removeIf(entry -> entry.key().equalsIgnoreCase(name));
        entries.add(new Entry(Variable.ENV, name, value));
        lists[Variable.ENV.ordinal()] = entries;
    }

    /** Gives a name of a collection that rules write to a value: TX, IP, GLOBAL, RESOURCE, SESSION, USER. */
    public void put(Variable collection, Bytes key, Bytes value) {
        KeyedEntries entries = keyed[collection.collectionNumber()];
        if (entries == null) {
            entries = new KeyedEntries();
            keyed[collection.collectionNumber()] = entries;
        }
        entries.put(new Entry(collection, key, value));
    }

    /** Takes a name out of a collection that rules write to. */
    public void remove(Variable collection, Bytes key) {
        KeyedEntries entries = keyed[collection.collectionNumber()];
        if (entries != null) {
            entries.remove(key);
        }
    }

    /** Takes all entries out of a collection, whatever made them. */
    public void clear(Variable collection) {
        if (collection.isWritable()) {
            keyed[collection.collectionNumber()] = null;
            return;
        }
        List<Entry> entries = lists[collection.ordinal()];
        if (entries != null) {
            entries.clear();
        }
        forget(collection.followers());
    }

    /** Gives a collection entries made beforehand, which aren't copied. */
    public void show(Variable collection, List<Entry> entries) {
        lists[collection.ordinal()] = entries;
    }

    /** Says how the request's body, which is XML, is made a tree: when a rule asks for it. */
    public void xml(Supplier<XmlDocument> reader) {
        xmlReader = reader;
        xml = null;
    }

    /** Says how the uploaded files are written to the disk: when a rule asks for their names. */
    public void uploads(Supplier<List<Entry>> writer) {
        uploads = writer;
    }

    /** The names of the uploaded files, which are on the disk now. */
    List<Entry> uploads() {
        return uploads == null ? List.of() : uploads.get();
    }

    /** The request's body as a tree; null where it isn't XML. */
    public @Nullable XmlDocument xml() {
        if (xml == null && xmlReader != null) {
            xml = xmlReader.get();
        }
        return xml;
    }

    private void forget(Variable[] followers) {
        for (Variable follower : followers) {
            lists[follower.ordinal()] = null;
            singles[follower.ordinal()] = null;
        }
    }

    /** How many entries a collection has. */
    public int count(Variable collection) {
        if (collection.isWritable()) {
            KeyedEntries entries = keyed[collection.collectionNumber()];
            return entries == null ? 0 : entries.size();
        }
        if (collection == Variable.MATCHED_VARS || collection == Variable.MATCHED_VARS_NAMES) {
            return matches.count();
        }
        return all(collection).size();
    }

    /** The first entry of a name in any case; null where there is none. */
    public @Nullable Entry first(Variable collection, Bytes key) {
        if (collection.isWritable()) {
            KeyedEntries entries = keyed[collection.collectionNumber()];
            return entries == null ? null : entries.get(key);
        }
        List<Entry> entries = all(collection);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.key().equalsIgnoreCase(key)) {
                return entry;
            }
        }
        return null;
    }
}

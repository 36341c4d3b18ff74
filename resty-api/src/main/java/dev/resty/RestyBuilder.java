// SPDX-License-Identifier: Apache-2.0
package dev.resty;

import dev.resty.store.DictSettings;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapStoreProvider;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds a {@link Resty}. For one thread. */
public final class RestyBuilder {

    private final Map<String, DictSettings> dicts = new LinkedHashMap<>();

    private Ticker ticker = Ticker.system();

    private final Map<String, StoreProvider> stores = new LinkedHashMap<>();

    RestyBuilder() {}

    /**
     * Declares a dict, as {@code lua_shared_dict} does.
     *
     * @param capacity its size in bytes, at least 12,288 in the heap
     * @throws IllegalArgumentException where one of that name is declared already, or the name is empty
     */
    public RestyBuilder dict(String name, long capacity) {
        return dict(DictSettings.of(name, capacity));
    }

    /**
     * Declares a dict with all its settings.
     *
     * @throws IllegalArgumentException where one of that name is declared already
     */
    public RestyBuilder dict(DictSettings settings) {
        String name = settings.name();
        if (dicts.putIfAbsent(name, settings) != null) {
            throw new IllegalArgumentException(
                    "lua_shared_dict \"" + name + "\" is already defined as \"" + name + "\"");
        }
        return this;
    }

    /**
     * Declares a dict, as {@code lua_shared_dict} does.
     *
     * @param size its size as nginx writes it: bytes, or with {@code k}, {@code m} or {@code g}, such as {@code "10m"}
     * @throws IllegalArgumentException where one of that name is declared already, the name is empty, or the size can't be
     *     read
     */
    public RestyBuilder dict(String name, String size) {
        return dict(name, bytes(name, size));
    }

    /** The clock that everything reads; the machine's unless set. */
    public RestyBuilder ticker(Ticker clock) {
        ticker = clock;
        return this;
    }

    /**
     * Adds a store that dicts may name, in the place of any of that name before. Closed with the {@link Resty}.
     *
     * @param name as in {@code lua_shared_dict sessions 10m store=name}; {@value DictSettings#HEAP} is there already
     */
    public RestyBuilder store(String name, StoreProvider provider) {
        stores.put(name, provider);
        return this;
    }

    /**
     * Opens all dicts. Where one of them can't be opened, the stores are closed, since there is no {@link Resty} that could
     * close them.
     *
     * @throws IllegalArgumentException where a dict's size is refused, or there is no store of the name that it gives
     */
    public Resty build() {
        Resty resty = new Resty(ticker, providers());
        try {
            dicts.values().forEach(resty::openDict);
            return resty;
        } catch (RuntimeException | Error e) {
            try {
                resty.close();
            } catch (RuntimeException notClosed) {
                e.addSuppressed(notClosed);
            }
            throw e;
        }
    }

    private Map<String, StoreProvider> providers() {
        Map<String, StoreProvider> all = new LinkedHashMap<>(stores);
        all.computeIfAbsent(DictSettings.HEAP, heap -> new HeapStoreProvider(ticker));
        return all;
    }

    /** A size as nginx writes it. */
    static long bytes(String name, String size) {
        int digits = 0;
        while (digits < size.length() && size.charAt(digits) >= '0' && size.charAt(digits) <= '9') {
            digits++;
        }
        int shift = shift(size.substring(digits));
        // 18 digits always fit a long; what is beyond any heap is refused below.
        if (digits == 0 || digits > 18 || shift < 0) {
            throw invalid(name, size);
        }
        long number = Long.parseLong(size.substring(0, digits));
        if (number > Long.MAX_VALUE >> shift) {
            throw invalid(name, size);
        }
        return number << shift;
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "" -> 0;
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> -1;
        };
    }

    private static IllegalArgumentException invalid(String name, String size) {
        return new IllegalArgumentException("invalid lua shared dict size \"" + size + "\" of \"" + name
                + "\": bytes, or a number with k, m or g, such as 10m");
    }
}

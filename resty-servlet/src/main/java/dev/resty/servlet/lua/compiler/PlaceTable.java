// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Place;
import java.util.LinkedHashMap;
import java.util.Map;

/** The places of a function that can raise an error or call, each once; generated code's "line numbers" are their indexes. */
final class PlaceTable {

    private static final int MOST = 65_535;

    private final Map<Place, Integer> indexes = new LinkedHashMap<>();

    PlaceTable() {
        indexes.put(Place.UNKNOWN, 0);
    }

    /**
     * The index of a place.
     *
     * @throws TooLargeException where there are more than a line number table can tell apart
     */
    int index(Place place) {
        Integer known = indexes.get(place);
        if (known != null) {
            return known;
        }
        int index = indexes.size();
        if (index > MOST) {
            throw new TooLargeException("more than 65535 places in one function");
        }
        indexes.put(place, index);
        return index;
    }

    /** All, by index. */
    Place[] all() {
        return indexes.keySet().toArray(new Place[0]);
    }
}

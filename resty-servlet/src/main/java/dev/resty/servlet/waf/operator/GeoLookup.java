// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.lookup.GeoDatabase;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variable;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code @geoLookup}: the database of {@code SecGeoLookupDb} knows the value, an address. GEO shows what it knows, under the names
 * that ModSecurity v3 has for what such databases hold.
 */
final class GeoLookup implements Operator {

    /** A name of GEO, and the way to its value. */
    private record Field(Bytes name, String... path) {}

    private static final List<Field> FIELDS = List.of(
            new Field(Bytes.of("COUNTRY_CODE"), "country", "iso_code"),
            new Field(Bytes.of("COUNTRY_NAME"), "country", "names", "en"),
            new Field(Bytes.of("COUNTRY_CONTINENT"), "continent", "names", "en"),
            new Field(Bytes.of("CITY"), "city", "names", "en"),
            new Field(Bytes.of("POSTAL_CODE"), "postal", "code"),
            new Field(Bytes.of("LATITUDE"), "location", "latitude"),
            new Field(Bytes.of("LONGITUDE"), "location", "longitude"));

    private final GeoDatabase database;

    GeoLookup(GeoDatabase database) {
        this.database = database;
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        IpAddress address = IpAddress.parse(value);
        if (address == null) {
            return false;
        }
        try {
            GeoDatabase.Place place = database.find(address.bytes());
            if (place == null) {
                return false;
            }
            List<Entry> known = new ArrayList<>(FIELDS.size());
            for (Field field : FIELDS) {
                String content = place.value(field.path());
                if (content != null) {
                    known.add(new Entry(Variable.GEO, field.name(), Bytes.of(content)));
                }
            }
            evaluation.variables().show(Variable.GEO, known);
            return true;
        } catch (IllegalStateException e) {
            throw new OperatorException("@geoLookup was given up: " + e.getMessage());
        }
    }
}

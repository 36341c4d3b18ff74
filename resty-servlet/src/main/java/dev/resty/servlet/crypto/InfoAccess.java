// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a certificate says one can ask about its issuer.
 *
 * @param method what is there, with dots
 * @param location where
 */
public record InfoAccess(String method, GeneralName location) {

    /** The entries of the extension's value. */
    public static List<InfoAccess> all(byte[] value) throws CryptoException {
        List<InfoAccess> found = new ArrayList<>();
        Der list = new Der(value).enter(Der.SEQUENCE);
        while (list.hasMore()) {
            Der entry = list.enter(Der.SEQUENCE);
            found.add(new InfoAccess(entry.oid(), GeneralName.next(entry)));
        }
        return found;
    }

    /** The extension's value. */
    public static byte[] sequence(List<InfoAccess> entries) {
        byte[][] parts = new byte[entries.size()][];
        for (int i = 0; i < parts.length; i++) {
            InfoAccess entry = entries.get(i);
            parts[i] = Der.sequence(Der.oid(entry.method), entry.location.encoded());
        }
        return Der.sequence(parts);
    }

    /** The names of the places where the issuer's lists of revoked certificates are, by place. */
    public static List<List<GeneralName>> crlPoints(byte[] value) throws CryptoException {
        List<List<GeneralName>> points = new ArrayList<>();
        Der list = new Der(value).enter(Der.SEQUENCE);
        while (list.hasMore()) {
            Der point = list.enter(Der.SEQUENCE);
            if (point.followsContext(0)) {
                Der place = point.enterContext(0);
                points.add(place.followsContext(0) ? GeneralName.all(place.enterContext(0)) : List.of());
            }
        }
        return points;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a certificate's subject or issuer. */
public final class DistinguishedName {

    private DistinguishedName() {}

    /**
     * A part.
     *
     * @param oid what it is, with dots
     * @param tag how the text is encoded, as a tag of ASN.1
     * @param value its text as encoded; not to be changed
     */
    public record Part(String oid, int tag, byte[] value) {

        /** A part with a text of UTF-8, encoded as OpenSSL does. */
        public static Part of(Attribute attribute, byte[] value) {
            int tag =
                    switch (attribute.shortName()) {
                        case "C", "serialNumber" -> Der.PRINTABLE;
                        case "emailAddress", "DC" -> Der.IA5;
                        default -> Der.UTF8;
                    };
            return new Part(attribute.oid(), tag, value);
        }

        /** OpenSSL's short name, long name and number of what it is; the identifier and 0 where there is none. */
        public Attribute attribute() {
            for (Attribute known : Attribute.KNOWN) {
                if (known.oid().equals(oid)) {
                    return known;
                }
            }
            return new Attribute(oid, 0, oid, oid);
        }
    }

    /**
     * What a part can be.
     *
     * @param oid its identifier, with dots
     * @param nid OpenSSL's number
     * @param shortName OpenSSL's short name
     * @param longName OpenSSL's long name
     */
    public record Attribute(String oid, int nid, String shortName, String longName) {

        private static final List<Attribute> KNOWN = List.of(
                new Attribute("2.5.4.3", 13, "CN", "commonName"),
                new Attribute("2.5.4.6", 14, "C", "countryName"),
                new Attribute("2.5.4.7", 15, "L", "localityName"),
                new Attribute("2.5.4.8", 16, "ST", "stateOrProvinceName"),
                new Attribute("2.5.4.10", 17, "O", "organizationName"),
                new Attribute("2.5.4.11", 18, "OU", "organizationalUnitName"),
                new Attribute("1.2.840.113549.1.9.1", 48, "emailAddress", "emailAddress"),
                new Attribute("2.5.4.42", 99, "GN", "givenName"),
                new Attribute("2.5.4.4", 100, "SN", "surname"),
                new Attribute("2.5.4.5", 105, "serialNumber", "serialNumber"),
                new Attribute("2.5.4.12", 106, "title", "title"),
                new Attribute("0.9.2342.19200300.100.1.25", 391, "DC", "domainComponent"),
                new Attribute("0.9.2342.19200300.100.1.1", 458, "UID", "userId"),
                new Attribute("2.5.4.9", 660, "street", "streetAddress"));

        /** What a short name, a long name or an identifier with dots means; null for one that isn't known. */
        public static @Nullable Attribute named(String name) {
            for (Attribute known : KNOWN) {
                if (known.isCalled(name)) {
                    return known;
                }
            }
            return name.matches("[0-2]\\.\\d+(\\.\\d+)*") ? new Attribute(name, 0, name, name) : null;
        }

        /** Whether a name or an identifier means this. */
        public boolean isCalled(String name) {
            return name.equals(shortName) || name.equals(longName) || name.equals(oid);
        }
    }

    /** The parts of a name's encoding in their order. */
    public static List<Part> parts(byte[] name) throws CryptoException {
        List<Part> parts = new ArrayList<>();
        Der all = new Der(name).enter(Der.SEQUENCE);
        while (all.hasMore()) {
            Der set = all.enter(Der.SET);
            while (set.hasMore()) {
                Der part = set.enter(Der.SEQUENCE);
                String oid = part.oid();
                parts.add(new Part(oid, part.tag(), part.content()));
            }
        }
        return parts;
    }

    /** The encoding of a name of these parts. */
    public static byte[] encode(List<Part> parts) {
        byte[][] sets = new byte[parts.size()][];
        for (int i = 0; i < sets.length; i++) {
            Part part = parts.get(i);
            sets[i] = Der.part(Der.SET, Der.sequence(Der.oid(part.oid()), Der.part(part.tag(), part.value())));
        }
        return Der.sequence(sets);
    }
}

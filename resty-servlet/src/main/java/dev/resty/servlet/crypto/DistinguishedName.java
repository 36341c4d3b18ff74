// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** The parts of a certificate's subject or issuer. */
public final class DistinguishedName {

    private static final int SET = 0x31;

    private DistinguishedName() {}

    /**
     * A part.
     *
     * @param oid what it is, with dots
     * @param value its text as encoded; not to be changed
     */
    public record Part(String oid, byte[] value) {

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

        /** Whether a name or an identifier means this. */
        public boolean isCalled(String name) {
            return name.equals(shortName) || name.equals(longName) || name.equals(oid);
        }
    }

    /** The parts in their order. */
    public static List<Part> parts(X500Principal name) throws CryptoException {
        List<Part> parts = new ArrayList<>();
        Der all = new Der(name.getEncoded()).enter(Der.SEQUENCE);
        while (all.hasMore()) {
            Der set = all.enter(SET);
            while (set.hasMore()) {
                Der part = set.enter(Der.SEQUENCE);
                parts.add(new Part(part.oid(), part.content()));
            }
        }
        return parts;
    }
}

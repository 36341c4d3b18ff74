// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes extensions of text as OpenSSL's configuration files have it: {@code critical,CA:TRUE,pathlen:0}.
 *
 * @param subjectKey the bytes of the subject's key; null where there is no subject
 * @param issuer the issuer's certificate; null where there is none
 * @param issuerKey the issuer's key; null to take the identifier that its certificate has
 * @param ownIssuer whether the subject is its own issuer
 */
public record ExtensionSource(
        byte @Nullable [] subjectKey,
        @Nullable CertificateDraft issuer,
        @Nullable AsymmetricKey issuerKey,
        boolean ownIssuer) {

    /** Of text alone. */
    public static final ExtensionSource PLAIN = new ExtensionSource(null, null, null, false);

    /**
     * An extension.
     *
     * @param oid what it is, with dots
     * @throws CryptoException the text isn't understood, or what it refers to isn't known
     */
    public X509Extension make(String oid, String text) throws CryptoException {
        boolean critical = text.startsWith("critical,");
        String value = (critical ? text.substring(9) : text).strip();
        if (value.startsWith("DER:")) {
            return new X509Extension(oid, critical, hex(value.substring(4)));
        }
        List<String> parts = new ArrayList<>();
        for (String part : value.split(",")) {
            parts.add(part.strip());
        }
        return new X509Extension(oid, critical, value(oid, parts));
    }

    private byte[] value(String oid, List<String> parts) throws CryptoException {
        return switch (oid) {
            case BasicConstraints.OID -> constraints(parts).encoded();
            case ObjectName.KEY_USAGE -> uses(parts);
            case ObjectName.EXTENDED_KEY_USAGE, "2.5.29.32" -> identifiers(oid, parts);
            case ObjectName.SUBJECT_KEY -> subject(parts.get(0));
            case ObjectName.AUTHORITY_KEY -> authority(parts);
            case ObjectName.SUBJECT_ALT_NAME, ObjectName.ISSUER_ALT_NAME -> GeneralName.sequence(names(parts));
            case ObjectName.INFO_ACCESS -> access(parts);
            case ObjectName.CRL_POINTS -> points(parts);
            default -> throw new CryptoException("extension setting not supported");
        };
    }

    private static byte[] hex(String text) throws CryptoException {
        try {
            return HexFormat.of().parseHex(text.replace(":", ""));
        } catch (IllegalArgumentException e) {
            throw new CryptoException("illegal hex digit", e);
        }
    }

    private static BasicConstraints constraints(List<String> parts) throws CryptoException {
        boolean authority = false;
        long length = -1;
        for (String part : parts) {
            int colon = part.indexOf(':');
            String name = colon < 0 ? part : part.substring(0, colon);
            String value = part.substring(colon + 1);
            if (name.equals("CA")) {
                authority = List.of("TRUE", "true", "Y", "y", "YES", "yes").contains(value);
            } else if (name.equals("pathlen") && value.matches("\\d{1,9}")) {
                length = Long.parseLong(value);
            } else {
                throw new CryptoException("invalid name");
            }
        }
        return new BasicConstraints(authority, length);
    }

    private static byte[] uses(List<String> parts) throws CryptoException {
        int bits = 0;
        for (String part : parts) {
            int found = -1;
            for (ObjectName use : ExtensionText.USES) {
                if (use.shortName().equals(part) || use.longName().equals(part)) {
                    found = use.nid();
                }
            }
            if (found < 0) {
                throw new CryptoException("unknown bit string argument");
            }
            bits |= 1 << 15 - found;
        }
        int unused = Integer.numberOfTrailingZeros(bits);
        byte[] value = unused >= 8
                ? new byte[] {(byte) (unused - 8), (byte) (bits >> 8)}
                : new byte[] {(byte) unused, (byte) (bits >> 8), (byte) bits};
        return Der.part(Der.BIT_STRING, value);
    }

    private static byte[] identifiers(String oid, List<String> parts) throws CryptoException {
        List<byte[]> encoded = new ArrayList<>();
        for (String part : parts) {
            ObjectName known = ObjectName.named(part);
            if (known == null && !part.matches("[0-2]\\.\\d{1,9}(\\.\\d{1,9})*")) {
                throw new CryptoException("invalid object identifier");
            }
            byte[] identifier = Der.oid(known == null ? part : known.oid());
            encoded.add(oid.equals(ObjectName.EXTENDED_KEY_USAGE) ? identifier : Der.sequence(identifier));
        }
        return Der.sequence(encoded.toArray(new byte[0][]));
    }

    private byte[] subject(String text) throws CryptoException {
        if (!text.equals("hash")) {
            return Der.octets(hex(text));
        }
        byte[] key = subjectKey;
        if (key == null) {
            throw new CryptoException("no public key");
        }
        return Der.octets(DigestAlgorithm.SHA1.digest(key));
    }

    private byte[] authority(List<String> parts) throws CryptoException {
        List<byte[]> content = new ArrayList<>();
        CertificateDraft from = issuer;
        for (String part : parts) {
            String name = part.split(":")[0];
            byte[] key = name.equals("keyid") ? authorityKey() : null;
            if (key != null) {
                content.add(Der.part(0x80, key));
            } else if (name.equals("issuer") && from != null) {
                content.add(Der.context(1, Der.context(4, from.issuer())));
                content.add(Der.part(0x82, from.serial().toByteArray()));
            } else if (!name.equals("keyid") || part.endsWith(":always")) {
                throw new CryptoException(from == null ? "no issuer certificate" : "unable to get issuer keyid");
            }
        }
        return Der.sequence(content.toArray(new byte[0][]));
    }

    private byte @Nullable [] authorityKey() throws CryptoException {
        if (issuerKey != null) {
            Der content = new Der(issuerKey.publicKey().getEncoded()).enter(Der.SEQUENCE);
            content.skip();
            return DigestAlgorithm.SHA1.digest(content.bits());
        }
        X509Extension own = issuer == null || ownIssuer ? null : issuer.extension(ObjectName.SUBJECT_KEY);
        return own == null ? null : new Der(own.value()).octets();
    }

    private static GeneralName name(String text) throws CryptoException {
        int colon = text.indexOf(':');
        GeneralName.Kind kind = colon < 0 ? null : GeneralName.Kind.named(text.substring(0, colon));
        GeneralName name = kind == null ? null : GeneralName.of(kind, Latin1.bytes(text.substring(colon + 1)));
        if (name == null) {
            throw new CryptoException("unsupported option");
        }
        return name;
    }

    private static List<GeneralName> names(List<String> parts) throws CryptoException {
        List<GeneralName> names = new ArrayList<>();
        for (String part : parts) {
            names.add(name(part));
        }
        return names;
    }

    private static byte[] access(List<String> parts) throws CryptoException {
        List<InfoAccess> entries = new ArrayList<>();
        for (String part : parts) {
            int end = part.indexOf(';');
            ObjectName method = end < 0 ? null : ObjectName.named(part.substring(0, end));
            if (method == null) {
                throw new CryptoException("invalid syntax");
            }
            entries.add(new InfoAccess(method.oid(), name(part.substring(end + 1))));
        }
        return InfoAccess.sequence(entries);
    }

    private static byte[] points(List<String> parts) throws CryptoException {
        byte[][] points = new byte[parts.size()][];
        for (int i = 0; i < points.length; i++) {
            points[i] = Der.sequence(
                    Der.context(0, Der.context(0, name(parts.get(i)).encoded())));
        }
        return Der.sequence(points);
    }
}

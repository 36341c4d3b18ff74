// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Extensions of certificates as text, in the words that OpenSSL prints. */
public final class ExtensionText {

    /** What the bits of key usage mean, in their order. */
    static final List<ObjectName> USES = List.of(
            new ObjectName("", 0, "digitalSignature", "Digital Signature"),
            new ObjectName("", 1, "nonRepudiation", "Non Repudiation"),
            new ObjectName("", 2, "keyEncipherment", "Key Encipherment"),
            new ObjectName("", 3, "dataEncipherment", "Data Encipherment"),
            new ObjectName("", 4, "keyAgreement", "Key Agreement"),
            new ObjectName("", 5, "keyCertSign", "Certificate Sign"),
            new ObjectName("", 6, "cRLSign", "CRL Sign"),
            new ObjectName("", 7, "encipherOnly", "Encipher Only"),
            new ObjectName("", 8, "decipherOnly", "Decipher Only"));

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    private ExtensionText() {}

    /** The extension's value; that of one that isn't known, or can't be read, as the characters that its bytes are. */
    public static String of(X509Extension extension) {
        String text;
        try {
            text = known(extension);
        } catch (CryptoException e) {
            text = "";
        }
        return text.isEmpty() ? plain(extension.value()) : text;
    }

    private static String known(X509Extension extension) throws CryptoException {
        Der value = new Der(extension.value());
        return switch (extension.oid()) {
            case ObjectName.SUBJECT_ALT_NAME, ObjectName.ISSUER_ALT_NAME -> names(GeneralName.all(extension.value()));
            case ObjectName.SUBJECT_KEY -> COLONS.formatHex(value.octets());
            case ObjectName.AUTHORITY_KEY -> authority(value.enter(Der.SEQUENCE));
            case ObjectName.KEY_USAGE -> uses(value.content());
            case ObjectName.EXTENDED_KEY_USAGE -> purposes(value.enter(Der.SEQUENCE));
            case ObjectName.INFO_ACCESS -> access(InfoAccess.all(extension.value()));
            case BasicConstraints.OID -> constraints(BasicConstraints.of(extension.value()));
            default -> "";
        };
    }

    private static String names(List<GeneralName> names) {
        return String.join(", ", names.stream().map(GeneralName::printed).toList());
    }

    private static String constraints(BasicConstraints constraints) {
        String length = constraints.length() < 0 ? "" : ", pathlen:" + constraints.length();
        return (constraints.authority() ? "CA:TRUE" : "CA:FALSE") + length;
    }

    private static String uses(byte[] bits) {
        List<String> names = new ArrayList<>();
        for (ObjectName use : USES) {
            int at = 1 + use.nid() / 8;
            if (at < bits.length && (bits[at] >> 7 - use.nid() % 8 & 1) != 0) {
                names.add(use.longName());
            }
        }
        return String.join(", ", names);
    }

    private static String purposes(Der list) throws CryptoException {
        List<String> names = new ArrayList<>();
        while (list.hasMore()) {
            String oid = list.oid();
            ObjectName known = ObjectName.named(oid);
            names.add(known == null ? oid : known.longName());
        }
        return String.join(", ", names);
    }

    private static String authority(Der content) throws CryptoException {
        String key = content.tag() == 0x80 ? COLONS.formatHex(content.content()) : "";
        if (!content.hasMore()) {
            return key;
        }
        StringBuilder text = new StringBuilder(key.isEmpty() ? "" : "keyid:" + key + "\n");
        if (content.followsContext(1)) {
            for (GeneralName name : GeneralName.all(content.enterContext(1))) {
                text.append(name.printed()).append('\n');
            }
        }
        if (content.hasMore()) {
            text.append("serial:").append(COLONS.formatHex(content.content()));
        }
        return text.toString();
    }

    private static String access(List<InfoAccess> entries) {
        List<String> lines = new ArrayList<>();
        for (InfoAccess entry : entries) {
            ObjectName known = ObjectName.named(entry.method());
            lines.add((known == null ? entry.method() : known.longName()) + " - "
                    + entry.location().printed());
        }
        return String.join("\n", lines);
    }

    private static String plain(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(b < ' ' && b != '\n' && b != '\r' || b == 0x7f ? '.' : (char) b);
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of a subject's other names.
 *
 * @param kind what sort of name
 * @param value its content as encoded; not to be changed
 */
public record GeneralName(Kind kind, byte[] value) {

    /** Sorts of names, in the order of their tags. */
    public enum Kind {
        /** Something else. */
        OTHER("OtherName", "othername"),
        /** An address for mail. */
        EMAIL("RFC822Name", "email"),
        /** A host. */
        DNS("DNS", "DNS"),
        /** An address of X.400. */
        X400("X400", "X400Name"),
        /** A distinguished name. */
        DIRECTORY("DirName", "DirName"),
        /** A party of EDI. */
        EDI("EdiParty", "EdiPartyName"),
        /** A URI. */
        URI("URI", "URI"),
        /** An address of IP. */
        IP("IP", "IP Address"),
        /** A registered identifier. */
        REGISTERED("RID", "Registered ID");

        private final String name;
        private final String printed;

        Kind(String name, String printed) {
            this.name = name;
            this.printed = printed;
        }

        /** What lua-resty-openssl calls it. */
        public String luaName() {
            return name;
        }

        /** The sort that lua-resty-openssl or OpenSSL's configuration calls so, in any case; null for none. */
        public static @Nullable Kind named(String name) {
            if (name.equalsIgnoreCase("email")) {
                return EMAIL;
            }
            if (name.equalsIgnoreCase("IPAddress")) {
                return IP;
            }
            for (Kind kind : values()) {
                if (kind.name.equalsIgnoreCase(name)) {
                    return kind;
                }
            }
            return null;
        }

        private boolean isText() {
            return this == EMAIL || this == DNS || this == URI;
        }
    }

    /** A name of text; null where the text is no such name, or such names can't be made. */
    public static @Nullable GeneralName of(Kind kind, byte[] text) {
        if (kind == Kind.IP) {
            byte[] address = address(Latin1.text(text));
            return address == null ? null : new GeneralName(kind, address);
        }
        return kind.isText() ? new GeneralName(kind, text) : null;
    }

    private static byte @Nullable [] address(String text) {
        // Only what can't be taken for a host's name, which Java would look up.
        if (!text.matches("\\d+(\\.\\d+){3}") && !text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return null;
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The names in a sequence. */
    public static List<GeneralName> all(byte[] sequence) throws CryptoException {
        return all(new Der(sequence).enter(Der.SEQUENCE));
    }

    static List<GeneralName> all(Der content) throws CryptoException {
        List<GeneralName> names = new ArrayList<>();
        while (content.hasMore()) {
            names.add(next(content));
        }
        return names;
    }

    static GeneralName next(Der content) throws CryptoException {
        int kind = content.tag() & 0x1f;
        if (kind >= Kind.values().length) {
            throw new CryptoException("wrong tag");
        }
        return new GeneralName(Kind.values()[kind], content.content());
    }

    /** The sequence of names. */
    public static byte[] sequence(List<GeneralName> names) {
        byte[][] parts = new byte[names.size()][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = names.get(i).encoded();
        }
        return Der.sequence(parts);
    }

    byte[] encoded() {
        boolean constructed =
                switch (kind) {
                    case OTHER, X400, DIRECTORY, EDI -> true;
                    default -> false;
                };
        return Der.part((constructed ? 0xa0 : 0x80) | kind.ordinal(), value);
    }

    /** Its text as bytes; null for what has none. */
    public byte @Nullable [] text() {
        if (kind == Kind.IP && (value.length == 4 || value.length == 16)) {
            return Latin1.bytes(value.length == 4 ? dotted(value) : grouped(value));
        }
        return kind.isText() ? value : null;
    }

    /** As OpenSSL prints it. */
    String printed() {
        if (kind == Kind.IP && value.length == 16) {
            StringBuilder groups = new StringBuilder(kind.printed);
            for (int i = 0; i < value.length; i += 2) {
                groups.append(':').append(Integer.toHexString(group(value, i)).toUpperCase(java.util.Locale.ROOT));
            }
            return groups.toString();
        }
        byte[] text = text();
        return kind.printed + ":" + (text == null ? "<unsupported>" : Latin1.text(text));
    }

    private static String dotted(byte[] bytes) {
        return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
    }

    private static int group(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** With the longest run of zeros left out. */
    private static String grouped(byte[] bytes) {
        int from = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int zeros = i;
            while (zeros < 8 && group(bytes, 2 * zeros) == 0) {
                zeros++;
            }
            if (zeros - i > longest) {
                longest = zeros - i;
                from = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == from) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(bytes, 2 * i)));
        }
        return text.toString();
    }
}

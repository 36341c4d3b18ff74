// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.ArrayList;
import java.util.List;

/**
 * An extension of a certificate or of a request for one.
 *
 * @param oid what it is, with dots
 * @param critical whether who doesn't know it must refuse the certificate
 * @param value its encoding; not to be changed
 */
public record X509Extension(String oid, boolean critical, byte[] value) {

    /** The same with another importance. */
    public X509Extension critical(boolean wanted) {
        return new X509Extension(oid, wanted, value);
    }

    /** The extensions in a sequence. */
    static List<X509Extension> all(Der sequence) throws CryptoException {
        List<X509Extension> found = new ArrayList<>();
        Der list = sequence.enter(Der.SEQUENCE);
        while (list.hasMore()) {
            Der part = list.enter(Der.SEQUENCE);
            String oid = part.oid();
            boolean critical = part.follows(Der.BOOLEAN) && part.content()[0] != 0;
            found.add(new X509Extension(oid, critical, part.octets()));
        }
        return found;
    }

    /** The sequence of extensions. */
    static byte[] sequence(List<X509Extension> extensions) {
        byte[][] parts = new byte[extensions.size()][];
        for (int i = 0; i < parts.length; i++) {
            X509Extension extension = extensions.get(i);
            byte[] critical = extension.critical ? Der.yes() : new byte[0];
            parts[i] = Der.sequence(Der.oid(extension.oid), critical, Der.octets(extension.value));
        }
        return Der.sequence(parts);
    }
}

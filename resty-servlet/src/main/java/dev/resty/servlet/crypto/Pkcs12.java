// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a file of PKCS #12.
 *
 * @param key a private key
 * @param certificate the certificate of the key
 * @param others certificates that come along
 * @param name what the two are called; null for nothing
 */
public record Pkcs12(
        AsymmetricKey key,
        CertificateDraft certificate,
        List<CertificateDraft> others,
        @Nullable String name) {

    private static final String FRIENDLY_NAME = "1.2.840.113549.1.9.20";

    private static final String NAMELESS = "1";

    /**
     * Reads a file.
     *
     * @throws CryptoException it can't be read, the password is wrong, or there is no key with a certificate in it
     */
    public static Pkcs12 read(byte[] bytes, String password) throws CryptoException {
        char[] secret = password.toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), secret);
            Pkcs12 found = null;
            List<CertificateDraft> others = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && found == null) {
                    found = entry(store, alias, secret);
                } else if (store.isCertificateEntry(alias)) {
                    others.add(
                            CertificateDraft.ofDer(store.getCertificate(alias).getEncoded()));
                }
            }
            if (found == null) {
                throw new CryptoException("no private key");
            }
            found.others.addAll(others);
            return found;
        } catch (IOException e) {
            boolean wrong = e.getCause() instanceof GeneralSecurityException;
            throw new CryptoException(wrong ? "mac verify failure" : "wrong tag", e);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("unsupported", e);
        }
    }

    private static Pkcs12 entry(KeyStore store, String alias, char[] secret)
            throws GeneralSecurityException, CryptoException {
        Key key = store.getKey(alias, secret);
        Certificate[] chain = store.getCertificateChain(alias);
        if (chain == null || chain.length == 0) {
            throw new CryptoException("no certificate");
        }
        List<CertificateDraft> others = new ArrayList<>();
        for (int i = 1; i < chain.length; i++) {
            others.add(CertificateDraft.ofDer(chain[i].getEncoded()));
        }
        String name = store.getEntry(alias, new KeyStore.PasswordProtection(secret)).getAttributes().stream()
                .filter(attribute -> attribute.getName().equals(FRIENDLY_NAME))
                .map(KeyStore.Entry.Attribute::getValue)
                .findFirst()
                .orElse(null);
        return new Pkcs12(
                AsymmetricKey.ofPkcs8(key.getEncoded()),
                CertificateDraft.ofDer(chain[0].getEncoded()),
                others,
                NAMELESS.equals(name) ? null : name);
    }

    /** The file of it, encrypted as the JVM does. */
    public byte[] written(String password) throws CryptoException {
        char[] secret = password.toCharArray();
        PrivateKey half = key.privateKey();
        if (half == null) {
            throw new CryptoException("not a private key");
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, secret);
            String alias = name == null ? NAMELESS : name;
            store.setKeyEntry(alias, half, secret, new Certificate[] {certificate.certificate()});
            for (CertificateDraft other : others) {
                store.setCertificateEntry("ca " + store.size(), other.certificate());
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, secret);
            return out.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new CryptoException("unsupported", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One encryption or decryption by OpenSSL's steps: begun with key and initialization vector, fed, finished. Where a tag
 * authenticates, decrypting gives everything at the end, when the tag is checked. Not safe for concurrent use.
 */
public final class CipherRun {

    private static final int TAG = 16;

    /** Java's GCM checks no tag that is shorter, OpenSSL's does. */
    private static final int SHORTEST = 12;

    private final CipherAlgorithm algorithm;
    private final boolean encrypting;
    private final boolean padding;
    private final byte[] key;
    private final byte[] iv;
    private final ByteArrayOutputStream authenticated = new ByteArrayOutputStream();

    /** What is to be decrypted, where the tag is too short for Java. */
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private byte @Nullable [] tag;
    private @Nullable Cipher cipher;

    /**
     * Begins.
     *
     * @param key as long as the algorithm's keys
     * @param iv as long as the algorithm's
     */
    public CipherRun(CipherAlgorithm algorithm, boolean encrypting, boolean padding, byte[] key, byte[] iv) {
        this.algorithm = algorithm;
        this.encrypting = encrypting;
        this.padding = padding;
        this.key = key;
        this.iv = iv;
    }

    /** Adds bytes that are authenticated and not encrypted; false where the cipher has none, or it is too late. */
    public boolean authenticate(byte[] bytes) {
        if (!algorithm.mode().isAuthenticated() || cipher != null) {
            return false;
        }
        authenticated.writeBytes(bytes);
        return true;
    }

    /** Says which tag the encrypted bytes are to have; false where the cipher has none. */
    public boolean expect(byte[] expected) {
        if (!algorithm.mode().isAuthenticated() || encrypting || expected.length < 1 || expected.length > TAG) {
            return false;
        }
        tag = expected;
        return true;
    }

    /** The tag, once all is encrypted; null where there is none. */
    public byte @Nullable [] tag() {
        byte[] made = tag;
        return encrypting && made != null ? made.clone() : null;
    }

    private Cipher cipher() throws GeneralSecurityException {
        Cipher running = cipher;
        if (running == null) {
            running = Cipher.getInstance(algorithm.transformation(padding));
            byte[] given = tag;
            int bits = 8 * (given == null ? TAG : given.length);
            running.init(
                    encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, algorithm.key()),
                    parameters(bits));
            if (authenticated.size() > 0) {
                running.updateAAD(authenticated.toByteArray());
            }
            cipher = running;
        }
        return running;
    }

    private @Nullable AlgorithmParameterSpec parameters(int bits) {
        return switch (algorithm.mode()) {
            case ECB -> null;
            case GCM -> new GCMParameterSpec(bits, iv);
            default -> new IvParameterSpec(iv);
        };
    }

    /** Feeds bytes, and gives what can be given already. */
    public byte[] update(byte[] bytes) throws CryptoException {
        if (hasShortTag()) {
            kept.writeBytes(bytes);
            return new byte[0];
        }
        try {
            byte[] out = cipher().update(bytes);
            return out == null ? new byte[0] : out;
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    /** The rest. */
    public byte[] finish(byte[] bytes) throws CryptoException {
        try {
            byte[] last = bytes;
            byte[] expected = tag;
            if (expected != null && hasShortTag()) {
                kept.writeBytes(bytes);
                return opened(kept.toByteArray(), expected);
            }
            if (algorithm.mode().isAuthenticated() && !encrypting) {
                if (expected == null) {
                    throw new CryptoException("");
                }
                last = Arrays.copyOf(bytes, bytes.length + expected.length);
                System.arraycopy(expected, 0, last, bytes.length, expected.length);
            }
            byte[] out = cipher().doFinal(last);
            if (algorithm.mode().isAuthenticated() && encrypting) {
                int end = out.length - TAG;
                tag = Arrays.copyOfRange(out, end, out.length);
                return Arrays.copyOf(out, end);
            }
            return out;
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    private boolean hasShortTag() {
        byte[] expected = tag;
        return algorithm.mode() == CipherAlgorithm.Mode.GCM
                && !encrypting
                && expected != null
                && expected.length < SHORTEST;
    }

    /** GCM's keystream is the same both ways: encrypting decrypts, and encrypting that again gives the whole tag. */
    private byte[] opened(byte[] encrypted, byte[] expected) throws CryptoException {
        byte[] text = sealed(encrypted);
        byte[] plain = Arrays.copyOf(text, encrypted.length);
        byte[] again = sealed(plain);
        byte[] whole = Arrays.copyOfRange(again, encrypted.length, encrypted.length + expected.length);
        if (!MessageDigest.isEqual(whole, expected)) {
            throw new CryptoException("");
        }
        return plain;
    }

    private byte[] sealed(byte[] bytes) throws CryptoException {
        CipherRun run = new CipherRun(algorithm, true, padding, key, iv);
        run.authenticate(authenticated.toByteArray());
        try {
            return run.cipher().doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    private CryptoException failure(GeneralSecurityException e) {
        if (algorithm.mode().isAuthenticated()) {
            return new CryptoException("", e);
        }
        if (algorithm.mode().isWrapping()) {
            return new CryptoException("update error", e);
        }
        return new CryptoException(
                e instanceof javax.crypto.BadPaddingException ? "bad decrypt" : "wrong final block length", e);
    }
}

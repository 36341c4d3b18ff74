// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A symmetric cipher that OpenSSL and the JVM both have.
 *
 * @param key the algorithm of its keys, as Java calls it
 * @param mode its mode
 * @param keySize in bytes
 * @param ivSize in bytes; 0 for none
 * @param blockSize in bytes; 1 where any length can be encrypted
 */
public record CipherAlgorithm(String key, Mode mode, int keySize, int ivSize, int blockSize) {

    private static final Pattern AES = Pattern.compile("(?:id-)?aes-?(128|192|256)(?:-([a-z0-9-]+))?");

    private static final int AES_BLOCK = 16;

    private static final int AEAD_IV = 12;

    private static final Map<String, Mode> MODES = Map.ofEntries(
            Map.entry("cbc", Mode.CBC),
            Map.entry("ecb", Mode.ECB),
            Map.entry("ctr", Mode.CTR),
            Map.entry("cfb", Mode.CFB),
            Map.entry("cfb128", Mode.CFB),
            Map.entry("cfb8", Mode.CFB8),
            Map.entry("ofb", Mode.OFB),
            Map.entry("gcm", Mode.GCM),
            Map.entry("wrap", Mode.WRAP),
            Map.entry("wrap-pad", Mode.WRAP_PAD));

    /** How blocks depend on each other. */
    public enum Mode {
        /** Each block is chained to the one before; padded. */
        CBC,
        /** Each block alone; padded. */
        ECB,
        /** A counter. */
        CTR,
        /** Cipher feedback of whole blocks. */
        CFB,
        /** Cipher feedback of bytes. */
        CFB8,
        /** Output feedback. */
        OFB,
        /** A counter with authentication. */
        GCM,
        /** ChaCha20 with authentication. */
        POLY1305,
        /** Key wrapping of RFC 3394. */
        WRAP,
        /** Key wrapping with padding of RFC 5649. */
        WRAP_PAD;

        /** Whether there is a tag that authenticates. */
        public boolean isAuthenticated() {
            return this == GCM || this == POLY1305;
        }

        boolean isPadded() {
            return this == CBC || this == ECB;
        }

        boolean isWrapping() {
            return this == WRAP || this == WRAP_PAD;
        }
    }

    /** The cipher that OpenSSL knows by a name such as {@code aes-256-gcm}, in any case; null for none. */
    public static @Nullable CipherAlgorithm named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        switch (lower) {
            case "des3", "des-ede3-cbc":
                return new CipherAlgorithm("DESede", Mode.CBC, 24, 8, 8);
            case "des-ede3", "des-ede3-ecb":
                return new CipherAlgorithm("DESede", Mode.ECB, 24, 0, 8);
            case "chacha20-poly1305":
                return new CipherAlgorithm("ChaCha20", Mode.POLY1305, 32, AEAD_IV, 1);
            default:
                break;
        }
        Matcher aes = AES.matcher(lower);
        if (!aes.matches()) {
            return null;
        }
        String suffix = aes.group(2);
        Mode mode = suffix == null ? Mode.CBC : MODES.get(suffix);
        return mode == null ? null : aes(mode, Integer.parseInt(aes.group(1)) / 8);
    }

    private static CipherAlgorithm aes(Mode mode, int keySize) {
        return switch (mode) {
            case ECB -> new CipherAlgorithm("AES", mode, keySize, 0, AES_BLOCK);
            case CBC -> new CipherAlgorithm("AES", mode, keySize, AES_BLOCK, AES_BLOCK);
            case GCM -> new CipherAlgorithm("AES", mode, keySize, AEAD_IV, 1);
            case WRAP -> new CipherAlgorithm("AES", mode, keySize, 8, 8);
            case WRAP_PAD -> new CipherAlgorithm("AES", mode, keySize, 4, 8);
            default -> new CipherAlgorithm("AES", mode, keySize, AES_BLOCK, 1);
        };
    }

    /** What Java calls it. */
    String transformation(boolean padding) {
        return switch (mode) {
            case POLY1305 -> "ChaCha20-Poly1305";
            case WRAP -> "AES/KW/NoPadding";
            case WRAP_PAD -> "AES/KWP/NoPadding";
            default -> key + "/" + mode + (mode.isPadded() && padding ? "/PKCS5Padding" : "/NoPadding");
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The elliptic curves that OpenSSL and the JVM both have. */
public enum EcCurve {
    /** P-256. */
    P256("secp256r1", "prime256v1", "P-256", "1.2.840.10045.3.1.7", 415),
    /** P-384. */
    P384("secp384r1", "secp384r1", "P-384", "1.3.132.0.34", 715),
    /** P-521. */
    P521("secp521r1", "secp521r1", "P-521", "1.3.132.0.35", 716);

    private final String java;
    private final String openssl;
    private final String jwk;
    private final String oid;
    private final int nid;

    @SuppressWarnings("ImmutableEnumChecker") // nothing of it can be set
    private final ECParameterSpec parameters;

    EcCurve(String java, String openssl, String jwk, String oid, int nid) {
        this.java = java;
        this.openssl = openssl;
        this.jwk = jwk;
        this.oid = oid;
        this.nid = nid;
        try {
            AlgorithmParameters found = AlgorithmParameters.getInstance("EC");
            found.init(new ECGenParameterSpec(java));
            this.parameters = found.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no curve " + java, e);
        }
    }

    /** The curve by the name that OpenSSL, Java or JWK has for it, or its object identifier; null for none. */
    public static @Nullable EcCurve named(String name) {
        for (EcCurve curve : values()) {
            if (name.equals(curve.java)
                    || name.equals(curve.openssl)
                    || name.equals(curve.jwk)
                    || name.equals(curve.oid)) {
                return curve;
            }
        }
        return null;
    }

    /** The curve of a key's parameters; null for none. */
    static @Nullable EcCurve of(ECParameterSpec parameters) {
        for (EcCurve curve : values()) {
            if (curve.parameters.getCurve().equals(parameters.getCurve())
                    && curve.parameters.getGenerator().equals(parameters.getGenerator())) {
                return curve;
            }
        }
        return null;
    }

    String javaName() {
        return java;
    }

    /** Its name in JWK. */
    public String jwkName() {
        return jwk;
    }

    /** OpenSSL's number for it. */
    public int nid() {
        return nid;
    }

    String oid() {
        return oid;
    }

    ECParameterSpec parameters() {
        return parameters;
    }

    /** How many bytes a coordinate, or a number below the order, takes. */
    public int size() {
        return (parameters.getCurve().getField().getFieldSize() + 7) / 8;
    }

    /** A point's uncompressed encoding. */
    public byte[] encode(ECPoint point) {
        byte[] out = new byte[1 + 2 * size()];
        out[0] = 4;
        System.arraycopy(Numbers.padded(point.getAffineX(), size()), 0, out, 1, size());
        System.arraycopy(Numbers.padded(point.getAffineY(), size()), 0, out, 1 + size(), size());
        return out;
    }

    /** The point of an uncompressed encoding. */
    ECPoint decode(byte[] encoded) throws CryptoException {
        if (encoded.length != 1 + 2 * size() || encoded[0] != 4) {
            throw new CryptoException("invalid encoding");
        }
        return new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + size())),
                new BigInteger(1, Arrays.copyOfRange(encoded, 1 + size(), encoded.length)));
    }

    /** The public point of a private number; for keys that come without it. */
    ECPoint publicPoint(BigInteger secret) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        ECPoint power = parameters.getGenerator();
        for (int i = 0; i < secret.bitLength(); i++) {
            if (secret.testBit(i)) {
                sum = add(sum, power);
            }
            power = add(power, power);
        }
        return sum;
    }

    private ECPoint add(ECPoint a, ECPoint b) {
        if (a.equals(ECPoint.POINT_INFINITY)) {
            return b;
        }
        BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger dx = b.getAffineX().subtract(a.getAffineX());
        BigInteger dy = b.getAffineY().subtract(a.getAffineY());
        if (dx.signum() == 0) {
            if (dy.signum() != 0) {
                return ECPoint.POINT_INFINITY;
            }
            dx = a.getAffineY().shiftLeft(1);
            dy = a.getAffineX()
                    .pow(2)
                    .multiply(BigInteger.valueOf(3))
                    .add(parameters.getCurve().getA());
        }
        BigInteger slope = dy.multiply(dx.modInverse(p)).mod(p);
        BigInteger x =
                slope.pow(2).subtract(a.getAffineX()).subtract(b.getAffineX()).mod(p);
        BigInteger y = slope.multiply(a.getAffineX().subtract(x))
                .subtract(a.getAffineY())
                .mod(p);
        return new ECPoint(x, y);
    }
}

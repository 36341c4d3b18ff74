// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.EcCurve;
import dev.resty.servlet.crypto.Numbers;
import dev.resty.servlet.lua.runtime.Table;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The numbers that a key consists of, by the names of lua-resty-openssl. */
final class KeyParameters {

    private KeyParameters() {}

    static Varargs of(AsymmetricKey key, OpensslBn numbers) {
        LuaTable table = new Table();
        if (key.publicKey() instanceof RSAPublicKey rsa) {
            table.set("n", numbers.number(rsa.getModulus()));
            table.set("e", numbers.number(rsa.getPublicExponent()));
            if (key.privateKey() instanceof RSAPrivateCrtKey secret) {
                table.set("d", numbers.number(secret.getPrivateExponent()));
                table.set("p", numbers.number(secret.getPrimeP()));
                table.set("q", numbers.number(secret.getPrimeQ()));
                table.set("dmp1", numbers.number(secret.getPrimeExponentP()));
                table.set("dmq1", numbers.number(secret.getPrimeExponentQ()));
                table.set("iqmp", numbers.number(secret.getCrtCoefficient()));
            }
            return table;
        }
        EcCurve curve = key.curve();
        if (curve != null && key.publicKey() instanceof ECPublicKey ec) {
            table.set("group", LuaValue.valueOf(curve.nid()));
            LuaValue point = numbers.number(Numbers.of(curve.encode(ec.getW())));
            table.set("public", point);
            table.set("pub_key", point);
            table.set("x", numbers.number(ec.getW().getAffineX()));
            table.set("y", numbers.number(ec.getW().getAffineY()));
            if (key.privateKey() instanceof ECPrivateKey secret) {
                LuaValue number = numbers.number(secret.getS());
                table.set("private", number);
                table.set("priv_key", number);
            }
            return table;
        }
        try {
            table.set("public", Arguments.bytes(key.rawPublic()));
            byte[] secret = key.rawPrivate();
            if (secret != null) {
                table.set("private", Arguments.bytes(secret));
            }
            return table;
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("pkey:get_parameters", e));
        }
    }
}

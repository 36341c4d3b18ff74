// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Base64: the functions of {@code ngx} and the module {@code ngx.base64}. */
final class NgxBase64 {

    private static final byte[] STANDARD = alphabet('+', '/');
    private static final byte[] URL = alphabet('-', '_');

    private NgxBase64() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "encode_base64",
                        "newstr = ngx.encode_base64(str, no_padding?)",
                        Phases.ALL,
                        "Encodes a string.",
                        NgxBase64::encode)
                .fn(
                        "decode_base64",
                        "newstr = ngx.decode_base64(str)",
                        Phases.ALL,
                        "Decodes a string; nil where it isn't Base64.",
                        (ngx, args) -> decodeString(args, false))
                .fn(
                        "decode_base64mime",
                        "newstr = ngx.decode_base64mime(str)",
                        Phases.ALL,
                        "Decodes a string, skipping what isn't Base64.",
                        (ngx, args) -> decodeString(args, true));
    }

    /** The module {@code ngx.base64}. */
    static Binding module() {
        return Binding.table()
                .fn(
                        "encode_base64url",
                        "newstr, err = base64.encode_base64url(str)",
                        Phases.ALL,
                        "Encodes a string with the alphabet for URLs, without padding.",
                        NgxBase64::encodeUrl)
                .fn(
                        "decode_base64url",
                        "newstr, err = base64.decode_base64url(str)",
                        Phases.ALL,
                        "Decodes a string with the alphabet for URLs.",
                        NgxBase64::decodeUrl);
    }

    private static byte[] alphabet(char plus, char slash) {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + plus + slash;
        for (int i = 0; i < letters.length(); i++) {
            values[letters.charAt(i)] = (byte) i;
        }
        return values;
    }

    private static Varargs encode(NgxContext ngx, Varargs args) {
        byte[] text = LuaArgs.readOnly(LuaArgs.lenient(args.arg1()));
        LuaValue noPadding = args.arg(2);
        if (noPadding.toboolean() && !noPadding.isboolean()) {
            throw new LuaError("bad no_padding: boolean expected, got " + noPadding.typename());
        }
        Base64.Encoder encoder = Base64.getEncoder();
        return LuaString.valueUsing((noPadding.toboolean() ? encoder.withoutPadding() : encoder).encode(text));
    }

    private static Varargs decodeString(Varargs args, boolean lenient) {
        if (args.arg1().type() != LuaValue.TSTRING) {
            throw new LuaError("string argument only");
        }
        byte[] decoded = decode(args.arg1().strvalue(), STANDARD, lenient);
        return decoded == null ? LuaValue.NIL : LuaString.valueUsing(decoded);
    }

    private static Varargs encodeUrl(NgxContext ngx, Varargs args) {
        if (args.arg1().type() != LuaValue.TSTRING) {
            return Arguments.failure("must provide a string");
        }
        byte[] text = LuaArgs.readOnly(args.arg1().strvalue());
        return LuaString.valueUsing(Base64.getUrlEncoder().withoutPadding().encode(text));
    }

    private static Varargs decodeUrl(NgxContext ngx, Varargs args) {
        if (args.arg1().type() != LuaValue.TSTRING) {
            return Arguments.failure("must provide a string");
        }
        byte[] decoded = decode(args.arg1().strvalue(), URL, false);
        return decoded == null ? Arguments.failure("invalid input") : LuaString.valueUsing(decoded);
    }

    /** As nginx decodes: what follows the first {@code =} doesn't count, and bits that are left over needn't be zero. */
    private static byte @Nullable [] decode(LuaString text, byte[] alphabet, boolean lenient) {
        byte[] decoded = new byte[text.m_length * 3 / 4 + 1];
        int length = 0;
        int digits = 0;
        int bits = 0;
        for (int i = 0; i < text.m_length; i++) {
            int c = text.luaByte(i);
            if (c == '=') {
                break;
            }
            int value = alphabet[c];
            if (value >= 0) {
                bits = bits << 6 | value;
                int place = digits++ % 4;
                if (place > 0) {
                    decoded[length++] = (byte) (bits >> 6 - 2 * place);
                }
            } else if (!lenient) {
                return null;
            }
        }
        return digits % 4 == 1 ? null : Arrays.copyOf(decoded, length);
    }
}

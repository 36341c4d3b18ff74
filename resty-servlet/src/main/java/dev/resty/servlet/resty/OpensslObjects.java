// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.EcCurve;
import dev.resty.servlet.crypto.KeyType;
import dev.resty.servlet.crypto.ObjectName;
import dev.resty.servlet.crypto.SignatureKind;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.objects}: OpenSSL's numbers of the digests, keys and extensions of certificates that are there.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslObjects {

    private OpensslObjects() {}

    /** The module's table. */
    static LuaTable module() {
        return LibraryTable.of()
                .fn(
                        "nid2table",
                        "object = objects.nid2table(nid)",
                        "Names of a number.",
                        args -> nid2table(args.arg1()))
                .fn("txt2nid", "nid, err = objects.txt2nid(text)", "The number of a name.", args -> {
                    if (!(args.arg1() instanceof LuaString text)) {
                        return Arguments.failure("objects.txt2nid: expect a string at #1");
                    }
                    int nid = number(LuaText.view(text));
                    return nid == 0
                            ? Arguments.failure("objects.txt2nid: invalid NID text " + LuaText.view(text))
                            : LuaValue.valueOf(nid);
                })
                .fn("txtnid2nid", "nid, err = objects.txtnid2nid(text | nid)", "The number of either.", args -> {
                    if (args.arg1().type() == LuaValue.TNUMBER) {
                        return args.arg1();
                    }
                    if (!(args.arg1() instanceof LuaString text)) {
                        return Arguments.failure("objects.txtnid2nid: expect string or number at #1");
                    }
                    int nid = number(LuaText.view(text));
                    return nid == 0
                            ? Arguments.failure("objects.txtnid2nid: invalid NID text " + LuaText.view(text))
                            : LuaValue.valueOf(nid);
                })
                .fn("find_sigid_algs", "nid = objects.find_sigid_algs(nid)", "A signature's digest.", args -> {
                    SignatureKind kind = SignatureKind.numbered(args.arg1().toint());
                    DigestAlgorithm digest = kind == null ? null : kind.digest();
                    return LuaValue.valueOf(digest == null ? 0 : digest.nid());
                })
                .build();
    }

    /** An object as upstream describes it. */
    static LuaTable table(String oid, int nid, String shortName, String longName) {
        LuaTable table = new Table();
        table.set("id", LuaText.of(oid));
        table.set("nid", LuaValue.valueOf(nid));
        table.set("sn", LuaText.of(shortName));
        table.set("ln", LuaText.of(longName));
        return table;
    }

    /** A digest as upstream describes it. */
    static LuaTable digest(DigestAlgorithm digest) {
        String name = digest.name().replace('_', '-');
        return table(digest.oid(), digest.nid(), name, name.toLowerCase(Locale.ROOT));
    }

    private static Varargs nid2table(LuaValue nid) {
        int number = nid.toint();
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            if (digest.nid() == number) {
                return digest(digest);
            }
        }
        for (KeyType type : KeyType.values()) {
            if (type.nid() == number) {
                return table(type.oid(), number, type.opensslName(), type.opensslName());
            }
        }
        ObjectName known = ObjectName.numbered(number);
        return known == null ? LuaValue.NIL : table(known.oid(), number, known.shortName(), known.longName());
    }

    private static int number(String text) {
        DigestAlgorithm digest = DigestAlgorithm.named(text);
        if (digest != null) {
            return digest.nid();
        }
        @Nullable EcCurve curve = EcCurve.named(text);
        if (curve != null) {
            return curve.nid();
        }
        for (KeyType type : KeyType.values()) {
            if (type.opensslName().equals(text) || type.oid().equals(text)) {
                return type.nid();
            }
        }
        ObjectName known = ObjectName.named(text);
        return known == null ? 0 : known.nid();
    }
}

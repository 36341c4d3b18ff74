// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.GeneralName;
import dev.resty.servlet.crypto.InfoAccess;
import dev.resty.servlet.crypto.ObjectName;
import dev.resty.servlet.crypto.X509Extension;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.openssl.x509.extension.info_access} and {@code dist_points}: where certificates say one can ask
 * about their issuer, and for lists of revoked ones. Differs from OpenResty: the places of lists can't be changed.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslInfoAccess {

    /** The names of one place where lists are. */
    private record Point(List<GeneralName> names) {}

    private final OpensslX509Names names;
    private final OpensslList<InfoAccess> entries =
            new OpensslList<>("x509.extension.info_access", InfoAccess.class, this::entry, false);
    private final OpensslList<Point> points;

    OpensslInfoAccess(OpensslX509Names names) {
        this.names = names;
        points = new OpensslList<>(
                "x509.extension.dist_points", Point.class, point -> names.alternatives(point.names()), false);
        LibraryTable.into(entries.module())
                .fn("add", "list, err = info_access:add(method, kind, text)", "Adds one.", this::add);
    }

    /** {@code resty.openssl.x509.extension.info_access}. */
    LuaTable module() {
        return entries.module();
    }

    /** {@code resty.openssl.x509.extension.dist_points}. */
    LuaTable pointsModule() {
        return points.module();
    }

    private LuaTable entry(InfoAccess access) {
        LuaTable name = names.shown(access.location());
        ObjectName method = ObjectName.named(access.method());
        LuaTable entry = new Table();
        entry.set(1, LuaValue.valueOf(method == null ? 0 : method.nid()));
        entry.set(2, name.get(1));
        entry.set(3, name.get(2));
        return entry;
    }

    private Varargs add(Varargs args) {
        List<InfoAccess> list = entries.items(args, "add");
        String oid = OpensslExtensions.identifier(args.arg(2));
        if (oid == null) {
            return Arguments.failure("invalid NID text " + args.arg(2).tojstring());
        }
        Object made = OpensslX509Names.made(args.arg(3), args.arg(4));
        if (!(made instanceof GeneralName location)) {
            return Arguments.failure((String) made);
        }
        list.add(new InfoAccess(oid, location));
        return args.arg1();
    }

    /** Adds a certificate's methods. */
    void addTo(LibraryTable table) {
        table.fn("get_info_access", "list, err = x509:get_info_access()", "Where to ask.", args -> {
                    List<InfoAccess> found = access(args, "get_info_access");
                    return found == null ? LuaValue.NIL : entries.list(new ArrayList<>(found));
                })
                .fn("set_info_access", "ok, err = x509:set_info_access(list)", "Changes it.", args -> {
                    List<InfoAccess> wanted = entries.find(args.arg(2));
                    if (wanted == null) {
                        return Arguments.refusal(
                                "x509:set_info_access: expect a x509.extension.info_access instance at #1");
                    }
                    OpensslX509.certificate(args, "set_info_access")
                            .replace(new X509Extension(ObjectName.INFO_ACCESS, false, InfoAccess.sequence(wanted)));
                    return LuaValue.TRUE;
                })
                .fn("get_ocsp_url", "url = x509:get_ocsp_url(all?)", "Where it can be checked.", args -> {
                    List<LuaValue> urls = new ArrayList<>();
                    List<InfoAccess> found = access(args, "get_ocsp_url");
                    for (InfoAccess access : found == null ? List.<InfoAccess>of() : found) {
                        ObjectName method = ObjectName.named(access.method());
                        if (method != null && method.shortName().equals("OCSP")) {
                            addUrl(urls, access.location());
                        }
                    }
                    return urls(urls, args.arg(2));
                })
                .fn("get_ocsp_request", "x509:get_ocsp_request()", "Nothing.", args -> LuaValue.NONE)
                .fn("get_crl_distribution_points", "list = x509:get_crl_distribution_points()", "Lists.", args -> {
                    List<Point> found = points(args, "get_crl_distribution_points");
                    return found == null ? LuaValue.NIL : points.list(found);
                })
                .fn(
                        "set_crl_distribution_points",
                        "ok, err = x509:set_crl_distribution_points(list)",
                        "Refused.",
                        args -> Arguments.refusal("x509:set_crl_distribution_points is not available on the JVM"))
                .fn("get_crl_url", "url = x509:get_crl_url(all?)", "Where lists are.", args -> {
                    List<LuaValue> urls = new ArrayList<>();
                    List<Point> found = points(args, "get_crl_url");
                    for (Point point : found == null ? List.<Point>of() : found) {
                        point.names().forEach(name -> addUrl(urls, name));
                    }
                    return urls(urls, args.arg(2));
                });
    }

    private static void addUrl(List<LuaValue> urls, GeneralName name) {
        byte[] text = name.text();
        if (name.kind() == GeneralName.Kind.URI && text != null) {
            urls.add(Arguments.bytes(text.clone()));
        }
    }

    private static LuaValue urls(List<LuaValue> urls, LuaValue all) {
        if (urls.isEmpty()) {
            return LuaValue.NIL;
        }
        if (!all.toboolean()) {
            return urls.get(0);
        }
        LuaTable table = new Table();
        for (LuaValue url : urls) {
            table.set(table.length() + 1, url);
        }
        return table;
    }

    private static @Nullable List<InfoAccess> access(Varargs args, String function) {
        X509Extension extension = OpensslX509.certificate(args, function).extension(ObjectName.INFO_ACCESS);
        try {
            return extension == null ? null : InfoAccess.all(extension.value());
        } catch (CryptoException e) {
            return null;
        }
    }

    private static @Nullable List<Point> points(Varargs args, String function) {
        X509Extension extension = OpensslX509.certificate(args, function).extension(ObjectName.CRL_POINTS);
        try {
            return extension == null
                    ? null
                    : new ArrayList<>(InfoAccess.crlPoints(extension.value()).stream()
                            .map(Point::new)
                            .toList());
        } catch (CryptoException e) {
            return null;
        }
    }
}

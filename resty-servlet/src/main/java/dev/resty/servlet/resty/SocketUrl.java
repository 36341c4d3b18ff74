// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code socket.url}: takes URLs apart and puts them together, as LuaSocket 3 does. Strings are bytes.
 *
 * @see <a href="https://lunarmodules.github.io/luasocket/url.html">LuaSocket: URL</a>
 */
final class SocketUrl {

    /** What a segment of a path may have beside letters and digits. */
    private static final String IN_SEGMENTS = "-_.!~*'():@&=+$,";

    private SocketUrl() {}

    /** The module's table. */
    static LuaTable module() {
        return LibraryTable.of()
                .fn(
                        "escape",
                        "text = url.escape(text)",
                        "Escapes all but letters, digits and underscores.",
                        args -> LuaText.of(escaped(text(args, 1, "escape"), "_", "0123456789abcdef")))
                .fn(
                        "unescape",
                        "text = url.unescape(text)",
                        "Undoes escape.",
                        args -> LuaText.of(unescaped(text(args, 1, "unescape"))))
                .fn("parse", "parts, err = url.parse(url, defaults?)", "Takes a URL apart.", SocketUrl::parse)
                .fn(
                        "build",
                        "url = url.build(parts)",
                        "Puts a URL together.",
                        args -> LuaText.of(build(table(args, 1, "build"))))
                .fn("absolute", "url = url.absolute(base, relative)", "Resolves a relative URL.", SocketUrl::absolute)
                .fn(
                        "parse_path",
                        "segments = url.parse_path(path)",
                        "Takes a path apart.",
                        args -> segments(args.arg1().toboolean() ? text(args, 1, "parse_path") : ""))
                .fn(
                        "build_path",
                        "path = url.build_path(segments, unsafe?)",
                        "Puts a path together.",
                        args -> LuaText.of(
                                path(table(args, 1, "build_path"), args.arg(2).toboolean())))
                .value("_VERSION", "URL 1.0.3")
                .build();
    }

    private static String text(Varargs args, int number, String function) {
        return LuaText.view(Arguments.string(args, number, function));
    }

    private static LuaTable table(Varargs args, int number, String function) {
        if (args.arg(number) instanceof LuaTable table) {
            return table;
        }
        throw Arguments.expected("table", args, number, function);
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String escaped(String text, String kept, String digits) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (isAlphanumeric(c) || kept.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(digits.charAt(c >> 4)).append(digits.charAt(c & 15));
            }
        }
        return escaped.toString();
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : hex(text.charAt(i + 2));
            if (low >= 0) {
                plain.append((char) (high << 4 | low));
                i += 2;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static Varargs parse(Varargs args) {
        if (!args.arg1().toboolean()) {
            return Arguments.failure("invalid url");
        }
        LuaTable parts = parse(text(args, 1, "parse"), args.arg(2).toboolean() ? table(args, 2, "parse") : null);
        return parts == null ? Arguments.failure("invalid url") : parts;
    }

    /** The parts; null of an empty URL. */
    private static @Nullable LuaTable parse(String url, @Nullable LuaTable defaults) {
        LuaTable parts = new Table();
        if (defaults != null) {
            for (LuaValue key : defaults.keys()) {
                parts.set(key, defaults.get(key));
            }
        }
        if (url.isEmpty()) {
            return null;
        }
        String rest = url;
        int scheme = schemeEnd(rest);
        if (scheme > 0) {
            set(parts, "scheme", rest.substring(0, scheme));
            rest = rest.substring(scheme + 1);
        }
        if (rest.startsWith("//")) {
            int end = 2;
            while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
                end++;
            }
            set(parts, "authority", rest.substring(2, end));
            rest = rest.substring(end);
        }
        rest = cut(rest, '#', "fragment", parts);
        rest = cut(rest, '?', "query", parts);
        rest = cut(rest, ';', "params", parts);
        if (!rest.isEmpty()) {
            set(parts, "path", rest);
        }
        authority(parts);
        return parts;
    }

    private static int schemeEnd(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == ':') {
                return i;
            }
            if (!isAlphanumeric(c) && (i == 0 || "+-.".indexOf(c) < 0)) {
                return -1;
            }
        }
        return -1;
    }

    /** Cuts a URL at a character, behind which a part of it stands. */
    private static String cut(String url, char at, String part, LuaTable parts) {
        int index = url.indexOf(at);
        if (index < 0) {
            return url;
        }
        set(parts, part, url.substring(index + 1));
        return url.substring(0, index);
    }

    private static void authority(LuaTable parts) {
        String authority = get(parts, "authority");
        if (authority == null) {
            return;
        }
        int at = authority.indexOf('@');
        if (at >= 0) {
            set(parts, "userinfo", authority.substring(0, at));
            authority = authority.substring(at + 1);
        }
        int colon = authority.lastIndexOf(':');
        if (colon >= 0 && authority.indexOf(']', colon) < 0) {
            set(parts, "port", authority.substring(colon + 1));
            authority = authority.substring(0, colon);
        }
        if (!authority.isEmpty()) {
            boolean bracketed = authority.length() > 2 && authority.startsWith("[") && authority.endsWith("]");
            set(parts, "host", bracketed ? authority.substring(1, authority.length() - 1) : authority);
        }
        String user = get(parts, "userinfo");
        if (user != null) {
            int password = user.lastIndexOf(':');
            if (password >= 0) {
                set(parts, "password", user.substring(password + 1));
                user = user.substring(0, password);
            }
            set(parts, "user", user);
        }
    }

    private static void set(LuaTable parts, String name, String value) {
        parts.set(name, LuaText.of(value));
    }

    /** A part as text; null where there is none. */
    private static @Nullable String get(LuaTable parts, String name) {
        LuaValue value = parts.get(name);
        if (!value.toboolean()) {
            return null;
        }
        if (!value.isstring()) {
            throw new LuaError("attempt to concatenate field '" + name + "' (a " + value.typename() + " value)");
        }
        return LuaText.view(value);
    }

    private static String build(LuaTable parts) {
        String path = get(parts, "path");
        StringBuilder url = new StringBuilder(path == null ? "" : path);
        append(url, ';', get(parts, "params"));
        append(url, '?', get(parts, "query"));
        String authority = get(parts, "host") == null ? get(parts, "authority") : hostAndUser(parts);
        if (authority != null) {
            url.insert(0, "//" + authority);
        }
        String scheme = get(parts, "scheme");
        if (scheme != null) {
            url.insert(0, scheme + ":");
        }
        append(url, '#', get(parts, "fragment"));
        return url.toString();
    }

    private static void append(StringBuilder url, char before, @Nullable String part) {
        if (part != null) {
            url.append(before).append(part);
        }
    }

    private static @Nullable String hostAndUser(LuaTable parts) {
        String host = get(parts, "host");
        if (host == null) {
            return null;
        }
        StringBuilder authority = new StringBuilder(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
        append(authority, ':', get(parts, "port"));
        String user = get(parts, "user");
        String password = get(parts, "password");
        if (user != null && password != null) {
            user = user + ":" + password;
        }
        String info = user == null ? get(parts, "userinfo") : user;
        return info == null ? authority.toString() : info + "@" + authority;
    }

    private static Varargs absolute(Varargs args) {
        String relative = text(args, 2, "absolute");
        LuaTable base;
        String baseUrl;
        if (args.arg1() instanceof LuaTable parts) {
            base = parts;
            baseUrl = build(parts);
        } else {
            baseUrl = text(args, 1, "absolute");
            base = parse(baseUrl, null);
        }
        LuaTable parts = parse(relative, null);
        if (base == null) {
            return LuaText.of(relative);
        }
        if (parts == null) {
            return LuaText.of(baseUrl);
        }
        if (get(parts, "scheme") != null) {
            return LuaText.of(relative);
        }
        return LuaText.of(build(resolve(base, parts)));
    }

    private static LuaTable resolve(LuaTable base, LuaTable parts) {
        parts.set("scheme", base.get("scheme"));
        if (get(parts, "authority") != null) {
            return parts;
        }
        parts.set("authority", base.get("authority"));
        String path = get(parts, "path");
        String basePath = get(base, "path");
        if (path != null) {
            set(parts, "path", merged(basePath == null ? "" : basePath, path));
            return parts;
        }
        parts.set("path", base.get("path"));
        if (get(parts, "params") == null) {
            parts.set("params", base.get("params"));
            if (get(parts, "query") == null) {
                parts.set("query", base.get("query"));
            }
        }
        return parts;
    }

    /** A relative path behind the folder of another, without its dots. */
    private static String merged(String base, String relative) {
        if (relative.startsWith("/")) {
            return withoutDots(relative);
        }
        String folder = base.substring(0, base.lastIndexOf('/') + 1);
        return withoutDots(folder.isEmpty() ? "/" + relative : folder + relative);
    }

    private static String withoutDots(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> kept = new ArrayDeque<>();
        List<String> segments = Arrays.asList((absolute ? path.substring(1) : path).split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean dots = segment.equals(".") || segment.equals("..");
            if (segment.equals("..") && !kept.isEmpty()) {
                kept.removeLast();
            }
            if (!dots) {
                kept.addLast(segment);
            } else if (i == segments.size() - 1) {
                kept.addLast("");
            }
        }
        return (absolute ? "/" : "") + String.join("/", kept);
    }

    private static LuaTable segments(String path) {
        LuaTable segments = new Table();
        int count = 0;
        for (String segment : path.split("/")) {
            if (!segment.isEmpty()) {
                segments.set(++count, LuaText.of(unescaped(segment)));
            }
        }
        if (path.startsWith("/")) {
            segments.set("is_absolute", LuaValue.ONE);
        }
        if (path.endsWith("/")) {
            segments.set("is_directory", LuaValue.ONE);
        }
        return segments;
    }

    private static String path(LuaTable segments, boolean unsafe) {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= segments.length(); i++) {
            String segment = LuaText.view(segments.get(i).checkstring());
            texts.add(unsafe ? segment : escaped(segment, IN_SEGMENTS, "0123456789ABCDEF"));
        }
        String path = String.join("/", texts);
        if (!texts.isEmpty() && segments.get("is_directory").toboolean()) {
            path = path + "/";
        }
        return segments.get("is_absolute").toboolean() ? "/" + path : path;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;

/**
 * The target of an internal redirect, taken apart as nginx does.
 *
 * @param path decoded, or the name of a named location
 * @param args what follows the question mark; null where there is none
 */
record InternalUri(String path, @Nullable String args) {

    /**
     * Takes a URI apart.
     *
     * @throws LuaError where it climbs with {@code ..} or has a NUL
     */
    static InternalUri parse(NgxContext ngx, String uri) {
        InternalUri found = find(ngx, uri);
        if (found == null) {
            throw new LuaError("unsafe uri");
        }
        return found;
    }

    /** Takes a URI apart; null where it climbs with {@code ..} or has a NUL, which is logged. */
    static @Nullable InternalUri find(NgxContext ngx, String uri) {
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        String decoded = path.indexOf('%') < 0 ? path : decode(path);
        if (decoded.isEmpty() || decoded.indexOf('\0') >= 0 || climbs(decoded)) {
            ngx.logError("unsafe URI \"" + uri + "\" was detected");
            return null;
        }
        return new InternalUri(decoded, question < 0 ? null : uri.substring(question + 1));
    }

    private static boolean climbs(String path) {
        for (int i = path.indexOf(".."); i >= 0; i = path.indexOf("..", i + 1)) {
            boolean starts = i == 0 || path.charAt(i - 1) == '/';
            boolean ends = i + 2 == path.length() || path.charAt(i + 2) == '/';
            if (starts && ends) {
                return true;
            }
        }
        return false;
    }

    private static String decode(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder decoded = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low >= 0) {
                decoded.append((char) (high << 4 | low));
                i += 2;
            } else {
                decoded.append((char) (bytes[i] & 0xff));
            }
        }
        return decoded.toString();
    }
}

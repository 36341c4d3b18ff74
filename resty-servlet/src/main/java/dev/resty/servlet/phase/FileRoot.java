// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.LocationConf.Root;
import dev.resty.servlet.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a location's files are.
 *
 * @param prefix what a relative root counts from
 * @param root {@code root} or {@code alias}
 */
record FileRoot(Path prefix, Root root) {

    /** The file of a URI; null where it can't be one, or would lie outside the root. */
    @Nullable Path resolve(HttpExchange exchange, String uri) {
        try {
            String path = utf8(root.path().evaluate(exchange));
            if (root.replaced() < 0) {
                return prefix.resolve(path).normalize();
            }
            Path base = prefix.resolve(path).normalize();
            String relative = uri.substring(Math.min(Math.max(root.replaced(), 1), uri.length()));
            Path file = base.resolve("./" + utf8(relative)).normalize();
            return file.startsWith(base) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** {@code $document_root} where it is the same for every request; else the directive's text. */
    String documentRoot() {
        String path = root.path().source();
        return root.path().isConstant() ? prefix.resolve(path).normalize().toString() : path;
    }

    /** File names are text to Java: the bytes of a URI are read as UTF-8. */
    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}

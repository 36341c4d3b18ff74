// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Headers;
import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.RequestPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files under {@code root} or {@code alias}, with {@code index} and conditional requests.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_core_module.html#root">root</a>
 */
final class FileContent implements ContentHandler {

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static final int CHUNK = 32 << 10;

    private final FileRoot root;
    private final List<Value> index;
    private final Map<String, String> types;

    FileContent(FileRoot root, List<Value> index, Map<String, String> types) {
        this.root = root;
        this.index = index;
        this.types = types;
    }

    @Override
    public Outcome answer(PhaseEngine engine) throws Exception {
        HttpExchange exchange = engine.exchange();
        String method = exchange.method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Outcome.exit(405);
        }
        String uri = exchange.uri();
        Path path = root.resolve(exchange, uri);
        if (path == null) {
            return Outcome.exit(404);
        }
        if (Files.isDirectory(path)) {
            return uri.endsWith("/") ? index(engine, path, uri) : addSlash(engine, uri);
        }
        if (uri.endsWith("/") || !Files.exists(path)) {
            engine.generation()
                    .errorLog()
                    .error("open() \"" + path + "\" failed (2: No such file or directory)", exchange);
            return Outcome.exit(404);
        }
        return Files.isReadable(path) ? send(exchange, path) : Outcome.exit(403);
    }

    private static Outcome addSlash(PhaseEngine engine, String uri) {
        String args = engine.exchange().args();
        String path = RequestPath.escape(uri) + "/";
        return Outcome.redirect(engine.absolute(args == null ? path : path + "?" + args), 301);
    }

    private Outcome index(PhaseEngine engine, Path directory, String uri) {
        for (Value name : index) {
            String file = name.evaluate(engine.exchange());
            if (file.startsWith("/")) {
                return Outcome.exec(file, engine.exchange().args());
            }
            try {
                if (Files.isRegularFile(directory.resolve(file))) {
                    return Outcome.exec(uri + file, engine.exchange().args());
                }
            } catch (InvalidPathException e) {
                return Outcome.exit(404);
            }
        }
        engine.generation()
                .errorLog()
                .error("directory index of \"" + directory + "/\" is forbidden", engine.exchange());
        return Outcome.exit(403);
    }

    private Outcome send(HttpExchange exchange, Path path) throws IOException {
        long size = Files.size(path);
        Instant modified = Files.getLastModifiedTime(path).toInstant().truncatedTo(ChronoUnit.SECONDS);
        String etag = "\"" + Long.toHexString(modified.getEpochSecond()) + "-" + Long.toHexString(size) + "\"";
        Headers headers = exchange.responseHeaders();
        headers.set("Last-Modified", HTTP_DATE.format(ZonedDateTime.ofInstant(modified, ZoneOffset.UTC)));
        headers.set("ETag", etag);
        if (exchange.status() == 0 && notModified(exchange.requestHeaders(), modified, etag)) {
            exchange.status(304);
            return Outcome.exit(0);
        }
        if (exchange.status() == 0) {
            exchange.status(200);
        }
        headers.set("Content-Type", type(path, exchange));
        headers.set("Content-Length", Long.toString(size));
        byte[] chunk = new byte[(int) Math.min(Math.max(size, 1), CHUNK)];
        try (InputStream file = Files.newInputStream(path)) {
            exchange.response().sendHeaders();
            for (int read = file.read(chunk); read > 0; read = file.read(chunk)) {
                exchange.response().write(chunk, 0, read);
            }
        }
        return Outcome.exit(0);
    }

    private String type(Path path, HttpExchange exchange) {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String type = dot < 0 ? null : types.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
        return type == null ? exchange.settings().defaultType() : type;
    }

    private static boolean notModified(Headers request, Instant modified, String etag) {
        String match = request.get("If-None-Match");
        if (match != null) {
            return match.equals("*") || match.contains(etag);
        }
        Instant since = date(request.get("If-Modified-Since"));
        return since != null && since.equals(modified);
    }

    private static @Nullable Instant date(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text, HTTP_DATE.withZone(ZoneOffset.UTC)).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}

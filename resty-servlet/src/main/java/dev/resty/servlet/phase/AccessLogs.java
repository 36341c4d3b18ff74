// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.LocationConf.AccessLog;
import dev.resty.servlet.conf.LocationSettings;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.http.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The access logs of a generation: files that are opened when the first line comes and closed with it. Safe for
 * concurrent use; a line is one write.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log">access_log</a>
 */
final class AccessLogs implements AutoCloseable {

    private final Path prefix;
    private final List<AccessLog> fallback;
    private final RequestLog errors;
    private final ConcurrentMap<String, OutputStream> files = new ConcurrentHashMap<>();

    /**
     * Opens nothing yet.
     *
     * @param prefix what relative paths count from
     * @param fallback the logs where nothing is said
     */
    AccessLogs(Path prefix, List<AccessLog> fallback, RequestLog errors) {
        this.prefix = prefix;
        this.fallback = fallback;
        this.errors = errors;
    }

    /** Whether requests that end in a location with these settings are logged. */
    boolean logs(LocationSettings settings) {
        List<AccessLog> logs = settings.accessLogs();
        return !(logs == null ? fallback : logs).isEmpty();
    }

    /** Writes the lines of a request that has ended. */
    void log(HttpExchange exchange, LocationSettings settings) {
        List<AccessLog> logs = settings.accessLogs();
        for (AccessLog log : logs == null ? fallback : logs) {
            if (holds(log.condition(), exchange)) {
                byte[] line = (AccessLogLine.of(log, exchange) + "\n").getBytes(StandardCharsets.ISO_8859_1);
                write(log.path().evaluate(exchange), log.path().isConstant(), line);
            }
        }
    }

    private static boolean holds(@Nullable Value condition, HttpExchange exchange) {
        if (condition == null) {
            return true;
        }
        String value = condition.evaluate(exchange);
        return !value.isEmpty() && !value.equals("0");
    }

    private void write(String path, boolean keptOpen, byte[] line) {
        try {
            if (!keptOpen) {
                append(path, line);
                return;
            }
            try {
                kept(path).write(line);
            } catch (ClosedChannelException e) {
                // The logs were opened anew in the meantime.
                kept(path).write(line);
            }
        } catch (IOException | InvalidPathException e) {
            errors.error("open() \"" + path + "\" failed (" + e.getMessage() + ")", null);
        }
    }

    /** A name with variables can name any number of files: as in nginx, such a file is open for its line only. */
    private void append(String path, byte[] line) throws IOException {
        try (OutputStream file = open(path)) {
            file.write(line);
        }
    }

    private OutputStream open(String path) throws IOException {
        return Files.newOutputStream(prefix.resolve(path), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private OutputStream kept(String path) throws IOException {
        OutputStream present = files.get(path);
        if (present != null) {
            return present;
        }
        OutputStream opened = open(path);
        OutputStream earlier = files.putIfAbsent(path, opened);
        if (earlier == null) {
            return opened;
        }
        opened.close();
        return earlier;
    }

    /** Closes the files; a line that comes later opens its file anew. */
    @Override
    public void close() {
        for (String path : files.keySet()) {
            OutputStream file = files.remove(path);
            try {
                if (file != null) {
                    file.close();
                }
            } catch (IOException e) {
                errors.error("close() of an access log failed (" + e.getMessage() + ")", null);
            }
        }
    }
}

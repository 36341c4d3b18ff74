// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.ngx.ErrorLog;
import dev.resty.servlet.ngx.LogLevel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The error log in nginx's line format:
 * {@code 2026/11/22 01:02:03 [error] 1234#0: *5 MESSAGE, client: ..., server: ..., request: "...", host: "..."}. An entry
 * is one write to a file opened for appending. Safe for concurrent use.
 */
final class FileErrorLog implements ErrorLog, AutoCloseable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");

    private final long pid = ProcessHandle.current().pid();
    private volatile Target target;

    /** Where entries go, and from which level on. */
    private record Target(OutputStream out, int level, boolean closes) {}

    /**
     * Opens the log, and the folder it is in.
     *
     * @param file its path; null for standard error
     */
    FileErrorLog(@Nullable Path file, LogLevel level) throws IOException {
        target = open(file, level);
    }

    private static Target open(@Nullable Path file, LogLevel level) throws IOException {
        if (file == null) {
            return new Target(System.err, level.ordinal(), false);
        }
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new Target(out, level.ordinal(), true);
    }

    /** Goes on in another file, or in the same one opened anew, as log rotation asks for. */
    void reopen(@Nullable Path file, LogLevel level) throws IOException {
        Target previous = target;
        target = open(file, level);
        close(previous);
    }

    /** Writes an entry of the launcher itself. */
    void log(LogLevel level, String message) {
        log(level.ordinal(), message, null);
    }

    @Override
    public void log(int level, String message, @Nullable HttpExchange exchange) {
        if (!isEnabled(level)) {
            return;
        }
        StringBuilder line = new StringBuilder(message.length() + 160);
        line.append(TIME.format(LocalDateTime.now()))
                .append(" [")
                .append(LogLevel.of(level).nginxName())
                .append("] ")
                .append(pid)
                .append('#')
                .append(Thread.currentThread().getId())
                .append(": ");
        if (exchange != null) {
            line.append('*').append(exchange.variable("connection")).append(' ');
        }
        line.append(message);
        if (exchange != null) {
            request(line, exchange);
        }
        write(line.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void request(StringBuilder line, HttpExchange exchange) {
        line.append(", client: ").append(exchange.variable("remote_addr"));
        line.append(", server: ").append(exchange.serverName());
        line.append(", request: \"").append(exchange.variable("request")).append('"');
        String host = exchange.request().getHeader("Host");
        if (host != null) {
            line.append(", host: \"").append(host).append('"');
        }
        String referrer = exchange.request().getHeader("Referer");
        if (referrer != null) {
            line.append(", referrer: \"").append(referrer).append('"');
        }
    }

    /** A reload may have closed the file that was just read from the field: then the entry goes to the next one. */
    private void write(byte[] line) {
        Target first = target;
        try {
            first.out().write(line);
        } catch (IOException e) {
            Target second = target;
            try {
                (second == first ? System.err : second.out()).write(line);
            } catch (IOException again) {
                throw new UncheckedIOException(again);
            }
        }
    }

    @Override
    public boolean isEnabled(int level) {
        return level <= target.level();
    }

    @Override
    public void close() throws IOException {
        close(target);
    }

    private static void close(Target target) throws IOException {
        if (target.closes()) {
            target.out().close();
        }
    }
}

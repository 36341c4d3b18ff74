// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.waf.RuleScript;
import dev.resty.waf.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program that inspects a value, its only argument: as for ModSecurity, it finds nothing where its output begins with 1 or has no
 * second byte. Immutable, safe for concurrent use.
 */
record Program(Path file, Duration timeout) implements RuleScript {

    /** How much of its output is read. */
    private static final int LONGEST = 4096;

    @Override
    public @Nullable String run(Transaction transaction, @Nullable String value) {
        byte[] argument = (value == null ? "" : value).getBytes(StandardCharsets.ISO_8859_1);
        Process process;
        try {
            process = start(new String(argument, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            String output = output(process).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return output.length() > 1 && output.charAt(0) != '1' ? output : null;
        } catch (TimeoutException e) {
            throw new IllegalStateException("it hasn't ended within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("its output can't be read: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(String argument) throws IOException {
        if (argument.indexOf(0) >= 0) {
            throw new IOException("a program's argument can't have a NUL");
        }
        ProcessBuilder builder = new ProcessBuilder(file.toString(), argument);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        String path = environment.get("PATH");
        environment.clear();
        if (path != null) {
            environment.put("PATH", path);
        }
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** What it writes until it ends, or as much as counts. */
    private static CompletableFuture<String> output(Process process) {
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (InputStream in = process.getInputStream()) {
                        output.complete(new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1));
                    } catch (IOException e) {
                        output.completeExceptionally(e);
                    }
                },
                "resty-waf-program");
        reader.setDaemon(true);
        reader.start();
        return output;
    }
}

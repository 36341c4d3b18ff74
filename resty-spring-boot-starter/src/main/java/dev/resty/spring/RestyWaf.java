// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.RestyEngine;
import dev.resty.waf.Waf;
import dev.resty.waf.WafException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WAF of the application: its rule sets, and how to read them again. A bean where {@code resty.waf.enabled} is true.
 * Safe for concurrent use.
 */
public final class RestyWaf implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RestyWaf.class);
    private static final int DEPTH = 4;

    private final RestyEngine engine;
    private final Collection<Path> watched;
    private final @Nullable ScheduledExecutorService watcher;
    private Map<Path, String> seen = Map.of();
    private volatile @Nullable FailedReload failedReload;

    RestyWaf(RestyEngine engine, Collection<Path> folders, Duration interval) {
        this.engine = engine;
        this.watched = folders;
        if (interval.isZero() || interval.isNegative() || folders.isEmpty()) {
            watcher = null;
            return;
        }
        seen = files();
        watcher = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "resty-waf-reload");
            thread.setDaemon(true);
            return thread;
        });
        watcher.scheduleWithFixedDelay(this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The rule sets that the configuration has loaded, each once. */
    public List<Waf> ruleSets() {
        return engine.ruleSets();
    }

    /**
     * A reload that left the old rules in force.
     *
     * @param at when it was tried
     * @param message what is wrong with the new ones, with file and line
     */
    public record FailedReload(Instant at, String message) {}

    /** The last reload, where it failed: the rules in force are older than the files. Null where it didn't, and before the first. */
    public @Nullable FailedReload failedReload() {
        return failedReload;
    }

    /**
     * Reads the rules again; requests in flight end with those they began with. Blocks while it reads.
     *
     * @throws WafException where they can't be used: those in force stay
     */
    public void reload() {
        try {
            ruleSets().forEach(Waf::reload);
            failedReload = null;
        } catch (RuntimeException e) {
            failedReload = new FailedReload(Instant.now(), String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** What the Actuator tells about it beside that it guards the application. */
    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ruleSets", ruleSets().size());
        details.put(
                "rules", ruleSets().stream().mapToInt(waf -> waf.rules().size()).sum());
        FailedReload failed = failedReload;
        details.put("reload", failed == null ? "current" : "failed, the rules before are in force");
        if (failed != null) {
            details.put("failedAt", failed.at().toString());
            details.put("error", failed.message());
        }
        return details;
    }

    /** Reads the rules again where their files have changed. */
    private void look() {
        try {
            Map<Path, String> present = files();
            if (present.equals(seen)) {
                return;
            }
            seen = present;
            reload();
            LOG.info("The WAF's rules have changed and were read again");
        } catch (WafException e) {
            LOG.error("The WAF's rules have changed and can't be used; those in force stay: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The WAF's rules can't be read again; those in force stay", e);
        }
    }

    /** Every file of the folders with its size and time. */
    private Map<Path, String> files() {
        Map<Path, String> files = new HashMap<>();
        for (Path folder : watched) {
            try {
                Files.walkFileTree(folder, java.util.Set.of(), DEPTH, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        files.put(file, attributes.size() + " " + attributes.lastModifiedTime());
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
            } catch (IOException e) {
                LOG.warn("Can't look at the WAF's rules in {}: {}", folder, e.getMessage());
            }
        }
        return files;
    }

    /** Looks at the files no more. */
    @Override
    public void close() {
        if (watcher != null) {
            watcher.shutdownNow();
        }
    }
}

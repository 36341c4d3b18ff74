// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import dev.resty.servlet.RestyEngine;
import dev.resty.servlet.RestyFilter;
import dev.resty.servlet.RestyServletBuilder;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfReader;
import dev.resty.servlet.conf.ConfSource;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.conf.Directive;
import dev.resty.servlet.ngx.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Runs a complete nginx.conf: {@code java -jar resty-standalone.jar -p PREFIX -c CONF}. SIGHUP reloads, SIGUSR1
 * opens the logs anew, SIGTERM lets the
 * requests in flight end, SIGINT ends at once.
 *
 * <p>Differs from OpenResty: SIGTERM drains, because SIGQUIT, which does so there, makes a JVM print its threads.
 */
public final class Launcher {

    private static final long DRAIN_MILLIS = 30_000;

    private final CommandLine options;
    private final FileErrorLog log;
    private final RestyEngine engine;
    private final HttpServer server;
    private final @Nullable Path pidFile;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Launcher(CommandLine options, FileErrorLog log, Plan plan) throws Exception {
        this.options = options;
        this.log = log;
        Configuration configuration = plan.configuration();
        configureLog(configuration);
        engine = plan.builder().errorLog(log).build();
        server = new HttpServer(engine, plan.headerSize());
        server.listen(configuration);
        pidFile = options.prefix().resolve(pidFile(configuration));
    }

    /** What a configuration file comes to. */
    private record Plan(RestyServletBuilder builder, Configuration configuration, int headerSize) {

        static Plan read(CommandLine options) {
            List<Directive> directives = ConfReader.directives(ConfSource.file(options.conf()));
            RestyServletBuilder builder = RestyFilter.builder()
                    .prefix(options.prefix())
                    .standalone(true)
                    .filesByDefault(true)
                    .compileAhead(false)
                    .directives(directives);
            if (directives.stream().noneMatch(directive -> directive.name().equals("worker_processes"))) {
                builder.workers(1);
            }
            return new Plan(builder, builder.configuration(), HeaderBuffers.size(directives));
        }
    }

    /**
     * Starts, and returns when the server has ended.
     *
     * @param args nginx's options
     */
    public static void main(String[] args) throws Exception {
        // Jetty then leaves Content-Type as it was set.
        System.setProperty("org.eclipse.jetty.http.HttpGenerator.STRICT", "true");
        CommandLine options;
        try {
            options = CommandLine.parse(Arrays.asList(args));
        } catch (IllegalArgumentException e) {
            System.err.println("resty: " + e.getMessage());
            System.exit(1);
            return;
        }
        if (options == null) {
            System.out.print(CommandLine.USAGE);
            return;
        }
        System.exit(run(options));
    }

    private static int run(CommandLine options) throws Exception {
        try (FileErrorLog log = firstLog(options)) {
            return run(options, log);
        }
    }

    private static int run(CommandLine options, FileErrorLog log) throws Exception {
        try {
            Plan plan = Plan.read(options);
            if (options.testOnly()) {
                plan.builder().check();
                System.err.println("resty: the configuration file " + options.conf() + " syntax is ok");
                System.err.println("resty: configuration file " + options.conf() + " test is successful");
                return 0;
            }
            return new Launcher(options, log, plan).serve();
        } catch (ConfException | HttpServer.BindException e) {
            emergency(log, String.valueOf(e.getMessage()));
            if (options.testOnly()) {
                System.err.println("resty: configuration file " + options.conf() + " test failed");
            }
            return 1;
        }
    }

    private static FileErrorLog firstLog(CommandLine options) throws IOException {
        try {
            return new FileErrorLog(file(options, options.errorLog()), LogLevel.NOTICE);
        } catch (IOException e) {
            System.err.println("resty: [alert] could not open error log file: open() \"" + options.errorLog()
                    + "\" failed (" + e.getMessage() + ")");
            return new FileErrorLog(null, LogLevel.NOTICE);
        }
    }

    private static void emergency(FileErrorLog log, String message) {
        System.err.println("resty: [emerg] " + message);
        log.log(LogLevel.EMERG, message);
    }

    private int serve() throws Exception {
        Signal.handle(new Signal("HUP"), signal -> reload());
        Signal.handle(new Signal("USR1"), signal -> reopenLogs());
        Signal.handle(new Signal("TERM"), signal -> ended.countDown());
        Signal.handle(new Signal("INT"), signal -> {
            log.log(LogLevel.NOTICE, "exiting");
            deletePidFile();
            Runtime.getRuntime().halt(0);
        });
        server.start();
        writePidFile();
        ended.await();
        log.log(LogLevel.NOTICE, "gracefully shutting down");
        server.drain(DRAIN_MILLIS);
        engine.close();
        deletePidFile();
        log.log(LogLevel.NOTICE, "exit");
        return 0;
    }

    private synchronized void reload() {
        log.log(LogLevel.NOTICE, "reconfiguring");
        try {
            Configuration next = Plan.read(options).configuration();
            server.listen(next);
            engine.reload(next);
            configureLog(next);
            server.close(next);
        } catch (Exception e) {
            emergency(log, e instanceof ConfException ? String.valueOf(e.getMessage()) : e.toString());
        }
    }

    private synchronized void reopenLogs() {
        log.log(LogLevel.NOTICE, "reopening logs");
        try {
            engine.reopenLogs();
            configureLog(engine.configuration());
        } catch (IOException e) {
            log.log(LogLevel.EMERG, "open() of a log failed (" + e.getMessage() + ")");
        }
    }

    /** Goes over to the error log that a configuration names. */
    private void configureLog(Configuration configuration) throws IOException {
        String path = configuration.standalone().errorLog();
        LogLevel level = Arrays.stream(LogLevel.values())
                .filter(l -> l.nginxName().equals(configuration.standalone().errorLogLevel()))
                .findFirst()
                .orElse(LogLevel.ERR);
        log.reopen(file(options, path == null ? options.errorLog() : path), level);
    }

    private static @Nullable Path file(CommandLine options, String errorLog) {
        return errorLog.toLowerCase(Locale.ROOT).equals("stderr")
                ? null
                : options.prefix().resolve(errorLog);
    }

    private static String pidFile(Configuration configuration) {
        String path = configuration.standalone().pidFile();
        return path == null || path.isEmpty() ? "logs/nginx.pid" : path;
    }

    private void writePidFile() throws IOException {
        Path file = pidFile;
        if (file != null) {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(file, ProcessHandle.current().pid() + "\n");
        }
    }

    private void deletePidFile() {
        try {
            if (pidFile != null) {
                Files.deleteIfExists(pidFile);
            }
        } catch (IOException e) {
            log.log(LogLevel.ALERT, "unlink() \"" + pidFile + "\" failed (" + e.getMessage() + ")");
        }
    }
}

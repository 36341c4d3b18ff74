// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Runs the articles' examples, one worker each, with the stand-ins of seeds/lualib. */
final class SeedEngine implements AutoCloseable {

    final RecordingErrorLog log = new RecordingErrorLog();
    private @Nullable RestyEngine engine;
    private @Nullable TestHost host;

    /** The text of an example. */
    static String seed(String file) throws IOException {
        try (InputStream in = SeedEngine.class.getResourceAsStream("/seeds/" + file)) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A location {@code /t} whose content is the code. */
    static String content(String code) {
        return "location = /t { content_by_lua_block {\n" + code + "\n} }";
    }

    /** Starts with a configuration, instead of the one before. */
    void start(String conf) throws Exception {
        close();
        start(builder(conf).workers(1));
    }

    /** Starts with a configuration that says how many workers there are. */
    void startAsPrinted(String conf) throws Exception {
        close();
        start(builder(conf));
    }

    private RestyServletBuilder builder(String conf) throws Exception {
        Path seeds = Path.of(SeedEngine.class.getResource("/seeds/README.md").toURI())
                .getParent();
        return RestyFilter.builder()
                .errorLog(log)
                .packagePath(seeds + "/?.lua;" + seeds + "/lualib/?.lua")
                .conf(ConfSource.text("nginx.conf", conf));
    }

    private void start(RestyServletBuilder builder) {
        RestyEngine started = builder.build();
        engine = started;
        host = new InMemoryHost(started, new EchoApp());
    }

    /** The engine that runs. */
    RestyEngine engine() {
        assertThat(engine).isNotNull();
        return engine;
    }

    Answer send(Ask ask) throws Exception {
        assertThat(host).isNotNull();
        return host.send(ask);
    }

    Answer get(String target) throws Exception {
        return send(Ask.get(target));
    }

    /** What was logged with this text in it. */
    long logged(String text) {
        return log.entries().stream().filter(entry -> entry.contains(text)).count();
    }

    @Override
    public void close() throws Exception {
        if (host != null) {
            host.close();
            host = null;
        }
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }
}

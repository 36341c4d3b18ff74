// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import jakarta.servlet.http.HttpServlet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Tests that need real sockets: an engine of one worker in a container. */
@Timeout(120)
abstract class ContainerContract {

    protected final RecordingErrorLog log = new RecordingErrorLog();
    protected RestyEngine engine;
    protected TestHost host;

    /** Starts the kind of container that the contract is run on. */
    protected abstract TestHost host(RestyEngine engine, HttpServlet application) throws Exception;

    protected void start(String conf) throws Exception {
        start(conf, new EchoApp());
    }

    protected void start(String conf, HttpServlet application) throws Exception {
        start(conf, application, builder -> builder);
    }

    protected void start(String conf, HttpServlet application, UnaryOperator<RestyServletBuilder> more)
            throws Exception {
        engine = more.apply(RestyFilter.builder().errorLog(log).workers(1).conf(ConfSource.text("nginx.conf", conf)))
                .build();
        host = host(engine, application);
    }

    protected Answer get(String target) throws Exception {
        return host.send(Ask.get(target));
    }

    /** What was logged with this text in it. */
    protected List<String> logged(String text) {
        return log.entries().stream().filter(entry -> entry.contains(text)).toList();
    }

    /** Waits until exactly so many entries with this text are in the log. */
    protected void awaitLogged(String text, int times) {
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(logged(text)).as("of %s", log.entries()).hasSize(times));
    }

    @AfterEach
    void stop() throws Exception {
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

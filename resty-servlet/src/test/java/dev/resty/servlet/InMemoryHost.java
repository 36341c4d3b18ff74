// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.servlet.http.FakeRequest;
import dev.resty.servlet.http.FakeResponse;
import jakarta.servlet.http.HttpServlet;

/** An engine without a container or socket, for tests that need neither. The application must not be asynchronous. */
final class InMemoryHost implements TestHost {

    private final RestyFilter filter;
    private final HttpServlet application;

    InMemoryHost(RestyEngine engine, HttpServlet application) {
        this.filter = new RestyFilter(engine);
        this.application = application;
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public Answer send(Ask ask) throws Exception {
        FakeRequest request = new FakeRequest(ask.method, ask.target);
        if (!ask.headers.contains("Host")) {
            request.header("Host", "localhost");
        }
        ask.headers.forEach(request::header);
        if (ask.body.length > 0) {
            request.body(ask.body);
        }
        FakeResponse response = new FakeResponse();
        filter.doFilter(request, response, application::service);
        return new Answer(response.getStatus(), response.fields(), response.body());
    }

    @Override
    public void close() {
        filter.destroy();
    }
}

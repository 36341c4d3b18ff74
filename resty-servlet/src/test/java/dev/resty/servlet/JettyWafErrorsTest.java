// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.http.HttpServlet;

/** Error pages on JettyHost. */
class JettyWafErrorsTest extends WafErrorsContract {

    @Override
    protected TestHost host(RestyEngine engine, HttpServlet application) throws Exception {
        return new JettyHost(engine, application);
    }

    /** Jetty's own request stands before ours in a forward. */
    @Override
    protected String dispatcher() {
        return "FORWARD";
    }
}

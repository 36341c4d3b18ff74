// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.http.HttpServlet;

/** Error pages on TomcatHost. */
class TomcatWafErrorsTest extends WafErrorsContract {

    @Override
    protected TestHost host(RestyEngine engine, HttpServlet application) throws Exception {
        return new TomcatHost(engine, application);
    }
}

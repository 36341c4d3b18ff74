// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.http.HttpServlet;

/** Subrequests on TomcatHost. */
class TomcatSubrequestTest extends SubrequestContract {

    @Override
    protected TestHost host(RestyEngine engine, HttpServlet application) throws Exception {
        return new TomcatHost(engine, application);
    }
}

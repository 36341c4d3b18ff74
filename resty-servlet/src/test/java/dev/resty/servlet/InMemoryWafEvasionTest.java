// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.http.HttpServlet;

class InMemoryWafEvasionTest extends WafEvasionContract {

    @Override
    protected TestHost host(RestyEngine engine, HttpServlet application) throws Exception {
        return new InMemoryHost(engine, application);
    }
}

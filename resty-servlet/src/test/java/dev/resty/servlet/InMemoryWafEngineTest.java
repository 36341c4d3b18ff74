// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** Rules on InMemoryHost. */
class InMemoryWafEngineTest extends WafEngineContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new InMemoryHost(engine, new EchoApp());
    }
}

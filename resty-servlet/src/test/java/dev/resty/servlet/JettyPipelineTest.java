// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** The pipeline's contract on JettyHost. */
class JettyPipelineTest extends PipelineContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new JettyHost(engine, new EchoApp());
    }
}

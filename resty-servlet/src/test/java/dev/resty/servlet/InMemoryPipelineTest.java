// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** The pipeline's contract on InMemoryHost. */
class InMemoryPipelineTest extends PipelineContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new InMemoryHost(engine, new EchoApp());
    }
}

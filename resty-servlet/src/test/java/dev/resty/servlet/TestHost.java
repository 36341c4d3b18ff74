// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import jakarta.servlet.http.HttpServlet;

/** Something that runs an engine in front of an application and takes requests: in memory, in Tomcat, in Jetty. */
public interface TestHost extends AutoCloseable {

    /** Sends a request and waits for its answer. */
    Answer send(Ask ask) throws Exception;

    /** The port that it listens on; 0 where it has none. */
    int port();

    @Override
    void close() throws Exception;

    /** Makes hosts. */
    interface Factory {

        /** A host of an engine in front of a servlet that is mapped to every path. */
        TestHost start(RestyEngine engine, HttpServlet application) throws Exception;
    }
}

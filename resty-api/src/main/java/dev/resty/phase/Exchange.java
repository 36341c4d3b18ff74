// SPDX-License-Identifier: Apache-2.0
package dev.resty.phase;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response as the phases see them. Text is an ISO-8859-1 view of bytes, as nginx sees it: one char
 * a byte. Belongs to one request and is used by one thread at a time.
 */
public interface Exchange {

    /** The phase that runs now. */
    Phase phase();

    /** The request's method, such as {@code GET}. */
    String method();

    /** Changes the method that later phases and the application see. */
    void method(String method);

    /** The path, decoded and normalised, without the query string: nginx's {@code $uri}. */
    String uri();

    /** Changes the path that later phases and the application see; unlike a rewrite it does not choose the location anew. */
    void uri(String uri);

    /** The query string without its question mark, undecoded; null where there is none. */
    @Nullable String args();

    /** Changes the query string. */
    void args(@Nullable String args);

    /** The request's header fields; changes are seen by later phases and by the application. */
    Headers requestHeaders();

    /**
     * Reads a variable.
     *
     * @param name without the dollar sign
     * @return null where nothing of that name is known or it has no value
     */
    @Nullable String variable(String name);

    /**
     * Sets a variable.
     *
     * @throws IllegalArgumentException where there is no such variable, or it can't be changed
     */
    void variable(String name, String value);

    /**
     * The whole request body; blocks until it is read. The application can still read it afterwards.
     *
     * @throws IOException where the client went away
     * @throws PayloadTooLargeException where it is over {@code client_max_body_size}
     */
    byte[] requestBody() throws IOException;

    /** Replaces the request body, and with it {@code Content-Length}. */
    void requestBody(byte[] body);

    /** The response's status; 0 while nothing has set it. */
    int status();

    /** Sets the response's status. Without effect once the headers are sent. */
    void status(int status);

    /** The response's header fields. Changes after the headers are sent have no effect. */
    Headers responseHeaders();

    /** Whether the response's headers are on their way to the client. */
    boolean headersSent();

    /**
     * Writes to the response's body, sending the headers first where that hasn't happened.
     *
     * @throws IOException where the client went away
     */
    void write(byte[] bytes) throws IOException;

    /** In the body_filter phase: the chunk that passes; empty elsewhere. */
    byte[] chunk();

    /** In the body_filter phase: replaces the chunk. */
    void chunk(byte[] chunk);

    /** In the body_filter phase: whether it is the last chunk. */
    boolean lastChunk();

    /** Values that Java handlers hand on to later phases of the same request. */
    Map<String, Object> attributes();
}

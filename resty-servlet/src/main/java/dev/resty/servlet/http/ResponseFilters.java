// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.io.IOException;

/** The filters of a location: they see each response once by its header and once per chunk of its body. */
public interface ResponseFilters {

    /** Whether anything filters bodies; if not, bodies pass without being copied. */
    boolean filtersBody();

    /** Whether anything filters headers. */
    boolean filtersHeaders();

    /**
     * Whether the body is kept from the client until its end, or until it is known to be harmless: a flush then waits.
     * Asked after {@link #headers}.
     */
    default boolean holdsBody() {
        return false;
    }

    /** Whether what filters the body leaves its length as it is, so that {@code Content-Length} stays right. */
    default boolean keepsLength() {
        return false;
    }

    /** Whether somebody may ask how many bytes of body were sent, though nothing filters them: a log phase. */
    default boolean countsBytes() {
        return false;
    }

    /** Called just before the header is sent: status and header fields can still be changed. */
    void headers(HttpExchange exchange) throws IOException;

    /**
     * Called for each chunk, with {@link HttpExchange#chunk} set, and a last time with {@link HttpExchange#lastChunk}.
     */
    void body(HttpExchange exchange) throws IOException;

    /**
     * Called at the end of an asynchronous response that was given up because a filter failed, and of which nothing is
     * sent yet: answers in its place.
     */
    default void answerFailure(HttpExchange exchange) throws IOException {}
}

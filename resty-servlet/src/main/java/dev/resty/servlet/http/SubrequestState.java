// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange has that is a subrequest's.
 *
 * @param captured its response
 * @param main the request that it is of in the end
 * @param nestable how many subrequests deep it can go from here
 * @param turnAtContainer one for all subrequests of a request
 */
record SubrequestState(CapturedResponse captured, HttpExchange main, int nestable, ReentrantLock turnAtContainer) {

    /** How deep nginx lets them go. */
    private static final int MOST_NESTED = 51;

    /**
     * The state of a new subrequest.
     *
     * @param asking the request or subrequest whose script asks
     * @param parent its state; null where it is the request itself
     */
    static SubrequestState in(HttpExchange asking, @Nullable SubrequestState parent, HttpServletResponse response) {
        return new SubrequestState(
                new CapturedResponse(response),
                parent == null ? asking : parent.main,
                (parent == null ? MOST_NESTED : parent.nestable) - 1,
                parent == null ? new ReentrantLock() : parent.turnAtContainer);
    }
}

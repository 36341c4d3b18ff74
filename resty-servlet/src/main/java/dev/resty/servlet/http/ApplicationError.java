// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error that the application has called for by {@code sendError}, or by what it threw. The container would have a page
 * written for it when the filters are gone; {@link #answer} does it before, so that the page passes them.
 *
 * @param status the page's
 * @param message for the page; null without one
 * @param thrown what the application threw; null where it called {@code sendError}
 */
public record ApplicationError(
        int status, @Nullable String message, @Nullable Throwable thrown) {

    /** What the application threw, answered by 500 as containers do. */
    public static ApplicationError of(Throwable thrown) {
        return new ApplicationError(500, thrown.getMessage(), thrown);
    }

    /**
     * Answers by a page of the application, which is called as the container calls it for an error.
     *
     * @param path the page's, within the application
     * @return false where there is no such page, or it fails by itself: nothing is answered then
     * @throws ServletException the page's own
     * @throws IOException as well, or a filter's
     */
    public boolean answer(HttpExchange exchange, String path) throws ServletException, IOException {
        HttpServletRequest request = exchange.request();
        RequestDispatcher page = request.getRequestDispatcher(path);
        if (page == null) {
            return false;
        }
        CapturedResponse captured = new CapturedResponse(exchange.response().container());
        captured.setStatus(status);
        Map<String, Object> attributes = attributes(request);
        attributes.forEach(request::setAttribute);
        try {
            page.forward(new Message(request), captured);
        } finally {
            // The container would take an exception that it finds there for one that is still to be answered.
            attributes.keySet().forEach(request::removeAttribute);
        }
        if (captured.errorSent()) {
            return false;
        }
        exchange.response().answerBy(captured);
        return true;
    }

    private Map<String, Object> attributes(HttpServletRequest request) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(RequestDispatcher.ERROR_STATUS_CODE, status);
        attributes.put(RequestDispatcher.ERROR_MESSAGE, message == null ? "" : message);
        attributes.put(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
        String servlet = request.getHttpServletMapping().getServletName();
        if (servlet != null) {
            attributes.put(RequestDispatcher.ERROR_SERVLET_NAME, servlet);
        }
        if (thrown != null) {
            Throwable cause =
                    thrown instanceof ServletException && thrown.getCause() != null ? thrown.getCause() : thrown;
            attributes.put(RequestDispatcher.ERROR_EXCEPTION, cause);
            attributes.put(RequestDispatcher.ERROR_EXCEPTION_TYPE, cause.getClass());
        }
        return attributes;
    }

    /** The request as an error page has it. */
    private static final class Message extends SubrequestMessage {

        Message(HttpServletRequest request) {
            super(request);
        }

        @Override
        public DispatcherType getDispatcherType() {
            return DispatcherType.ERROR;
        }
    }
}

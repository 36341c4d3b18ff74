// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Calls an application's read and write listeners on threads of the container, one at a time. */
final class IoListeners {

    private final HttpServletRequest request;
    private final ReentrantLock one = new ReentrantLock();

    IoListeners(HttpServletRequest request) {
        this.request = request;
    }

    /** What a listener is called for. */
    @FunctionalInterface
    interface Call {
        void run() throws IOException;
    }

    /**
     * Calls soon; a failure goes to {@code onError}.
     *
     * @throws IllegalStateException where the request isn't asynchronous
     */
    void call(Call call, Consumer<Throwable> onError) {
        request.getAsyncContext().start(() -> {
            one.lock();
            try {
                call.run();
            } catch (IOException | RuntimeException e) {
                onError.accept(e);
            } finally {
                one.unlock();
            }
        });
    }
}

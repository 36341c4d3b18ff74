// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The default content: the application behind the filter. */
enum ApplicationContent implements ContentHandler {
    INSTANCE;

    @Override
    public Outcome answer(PhaseEngine engine) throws Exception {
        HttpServletRequest request = engine.exchange().applicationRequest();
        HttpServletResponse response = engine.exchange().applicationResponse();
        try {
            engine.application().doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            throw new ApplicationFailure(e);
        }
        if (!request.isAsyncStarted()) {
            engine.exchange().response().finish();
        }
        return Outcome.declined();
    }
}

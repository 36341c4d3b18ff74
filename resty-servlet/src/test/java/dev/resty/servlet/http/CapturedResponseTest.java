// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CapturedResponseTest {

    private final FakeResponse container = new FakeResponse();
    private final CapturedResponse captured = new CapturedResponse(container);

    /** After a forward Tomcat 11 ends the response that it finds behind wrappers: the client would get nothing. */
    @Test
    void containersResponse_isNotFoundBehindIt() {
        HttpServletResponse response = captured;
        assertThat(response).isNotInstanceOf(ServletResponseWrapper.class);
    }

    @Test
    void sendError_dropsTheBody_andIsTold() throws Exception {
        captured.getOutputStream().write('x');
        captured.sendError(404, "gone");

        assertThat(captured.errorSent()).isTrue();
        assertThat(captured.getStatus()).isEqualTo(404);
        assertThat(captured.body()).isEmpty();
        assertThat(container.errorSent()).isZero();
        assertThatThrownBy(captured::resetBuffer).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sendRedirect_keepsTheBodyWhereItIsAskedTo() throws Exception {
        captured.getWriter().print("body");
        captured.sendRedirect("/there", 307, false);

        assertThat(captured.getStatus()).isEqualTo(307);
        assertThat(captured.getHeader("Location")).isEqualTo("/there");
        assertThat(captured.body()).asString().isEqualTo("body");
        assertThat(captured.errorSent()).isFalse();
    }

    @Test
    void locale_isItsOwn() {
        captured.setLocale(Locale.CANADA_FRENCH);

        assertThat(captured.getLocale()).isEqualTo(Locale.CANADA_FRENCH);
        assertThat(captured.getHeader("Content-Language")).isEqualTo("fr-CA");
    }
}

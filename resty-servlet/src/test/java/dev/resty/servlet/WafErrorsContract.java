// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What rules see of the pages that answer an application's errors. */
@Timeout(120)
abstract class WafErrorsContract {

    private static final String RULES = """
            modsecurity on;
            modsecurity_rules '
                SecRuleEngine On
                SecResponseBodyAccess On
                SecRule RESPONSE_BODY "@contains secret" "id:1,phase:4,deny,status:502"
                SecRule RESPONSE_STATUS "@streq 418" "id:2,phase:3,deny,status:503"
                SecRule RESPONSE_STATUS "@streq 500" "id:3,phase:4,pass,setvar:tx.failed=1"
                SecRule ARGS:status "@streq 500" "id:4,phase:1,pass,nolog,setvar:tx.refuse=1"
                SecRule TX:refuse "@eq 1" "id:5,phase:3,deny,status:503,chain"
                SecRule RESPONSE_STATUS "@streq 500"
            ';
            """;

    private final RecordingErrorLog log = new RecordingErrorLog();
    private RestyEngine engine;
    private TestHost host;

    /** Makes the kind of host that the contract is run on. */
    protected abstract TestHost host(RestyEngine engine, HttpServlet application) throws Exception;

    /** What a page is told of how it was called. */
    protected String dispatcher() {
        return "ERROR";
    }

    private void start(String conf) throws Exception {
        engine = RestyFilter.builder()
                .errorLog(log)
                .workers(1)
                .conf(ConfSource.text("nginx.conf", RULES + conf))
                .build();
        host = host(engine, new FailingApp());
    }

    private Answer get(String target) throws Exception {
        return host.send(Ask.get(target));
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        engine.close();
    }

    @Test
    void pageOfSendError_isLookedAt_andSentWithItsStatus() throws Exception {
        start("modsecurity_error_page /oops; add_header X-Status $status always;");

        Answer harmless = get("/send?status=404&message=gone");

        assertThat(harmless.status()).isEqualTo(404);
        assertThat(harmless.text())
                .isEqualTo("oops 404 message=gone uri=/send exception=null dispatcher=" + dispatcher() + " method=GET");
        assertThat(harmless.header("Content-Type")).startsWith("text/html");
        assertThat(harmless.header("X-Before")).isEqualTo("kept");
        assertThat(harmless.header("X-Status")).isEqualTo("404");
        assertThat(get("/send?status=404&message=secret").status()).isEqualTo(502);
        assertThat(host.send(Ask.post("/send?status=404&message=secret", "x=1")).status())
                .isEqualTo(502);
    }

    @Test
    void pageOfAnException_isLookedAt_andTheExceptionLogged() throws Exception {
        start("modsecurity_error_page /oops;");

        Answer harmless = get("/throw?message=broken");

        assertThat(harmless.status()).isEqualTo(500);
        assertThat(harmless.text()).contains("oops 500 message=").contains("exception=IllegalStateException: broken");
        assertThat(log.entries()).anyMatch(entry -> entry.contains("IllegalStateException: broken"));
        Answer refused = get("/throw?message=secret");
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.text()).doesNotContain("secret");
    }

    @Test
    void pageThatFails_isTheContainers() throws Exception {
        start("modsecurity_error_page /fails;");

        assertThat(get("/send?status=404&message=gone").status()).isEqualTo(404);
        assertThat(get("/throw?message=broken").status()).isEqualTo(500);
    }

    @Test
    void withoutAPage_statusesPassPhase3() throws Exception {
        start("");

        assertThat(get("/send?status=404&message=secret").status()).isEqualTo(404);
        assertThat(get("/send?status=418&message=tea").status()).isEqualTo(503);
        assertThat(get("/throw?message=broken").status()).isEqualTo(500);
        Answer refused = get("/throw?message=broken&status=500");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).doesNotContain("IllegalStateException");
    }

    @Test
    void asynchronousDispatch_isHeldBackAndRefusedAlike() throws Exception {
        start("modsecurity_error_page /oops;");

        assertThat(get("/async?to=/write&message=fine").text()).isEqualTo("fine");
        Answer refused = get("/async?to=/write&message=secret");
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.text()).doesNotContain("secret");
        assertThat(get("/async?to=/send&status=404&message=gone").text()).startsWith("oops 404 message=gone");
        assertThat(get("/async?to=/send&status=404&message=secret").status()).isEqualTo(502);
        assertThat(get("/async?to=/throw&message=broken").text()).startsWith("oops 500 message=");
        assertThat(get("/async?to=/throw&message=secret").status()).isEqualTo(502);
    }

    @Test
    void asynchronousDispatch_withoutAPage_itsStatusPassesPhase3() throws Exception {
        start("");

        assertThat(get("/async?to=/throw&message=broken").status()).isEqualTo(500);
        Answer refused = get("/async?to=/throw&message=broken&status=500");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).doesNotContain("IllegalStateException");
    }

    /** Fails as it is told to. */
    private static final class FailingApp extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            String message = request.getParameter("message");
            switch (request.getServletPath()) {
                case "/send" -> {
                    response.setHeader("X-Before", "kept");
                    response.setContentType("image/png");
                    response.getOutputStream().write(new byte[100]);
                    response.sendError(Integer.parseInt(request.getParameter("status")), message);
                }
                case "/throw" -> throw new ServletException(new IllegalStateException(message));
                case "/write" -> {
                    response.setContentType("text/plain");
                    response.getWriter().print(message);
                }
                case "/async" -> request.startAsync().dispatch(request.getParameter("to"));
                case "/oops" -> oops(request, response);
                case "/fails" -> throw new IllegalStateException("the page failed");
                default -> response.sendError(404);
            }
        }

        private static void oops(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
            response.setContentType("text/html");
            response.getWriter()
                    .print("oops " + request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) + " message="
                            + request.getAttribute(RequestDispatcher.ERROR_MESSAGE) + " uri="
                            + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) + " exception="
                            + (thrown instanceof Throwable t
                                    ? t.getClass().getSimpleName() + ": " + t.getMessage()
                                    : null)
                            + " dispatcher=" + request.getDispatcherType() + " method=" + request.getMethod());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application reads out of a request that is made to be read in two ways, and what rules have seen of it. */
@Timeout(120)
abstract class WafEvasionContract {

    private static final String RULES = """
            modsecurity on;
            modsecurity_rules '
                SecRuleEngine On
                SecRequestBodyAccess On
                SecRule ARGS|ARGS_NAMES "@contains evil" "id:1,phase:2,deny,status:406"
                SecRule REQBODY_ERROR "!@eq 0" "id:2,phase:2,deny,status:400"
            ';
            """;

    private RestyEngine engine;
    private TestHost host;

    /** Makes the kind of host that the contract is run on. */
    protected abstract TestHost host(RestyEngine engine, HttpServlet application) throws Exception;

    @BeforeEach
    void start() throws Exception {
        engine = RestyFilter.builder()
                .errorLog(new RecordingErrorLog())
                .workers(1)
                .conf(ConfSource.text("nginx.conf", RULES))
                .build();
        host = host(engine, new Reader());
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        engine.close();
    }

    /** Answers with all parameters and the names of all parts. */
    private static final class Reader extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            StringBuilder seen = new StringBuilder("host=" + request.getHeader("Host") + '\n');
            if (String.valueOf(request.getContentType()).startsWith("multipart/")) {
                for (Part part : request.getParts()) {
                    seen.append("part ")
                            .append(part.getName())
                            .append(' ')
                            .append(part.getSubmittedFileName())
                            .append('\n');
                }
            }
            for (Map.Entry<String, String[]> parameter :
                    request.getParameterMap().entrySet()) {
                seen.append(parameter.getKey())
                        .append('=')
                        .append(String.join(",", parameter.getValue()))
                        .append('\n');
            }
            response.setContentType("text/plain;charset=utf-8");
            response.getOutputStream().write(seen.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private Answer part(String... headers) throws Exception {
        return host.send(Ask.post("/app", "--b\r\n" + String.join("\r\n", headers) + "\r\n\r\nvalue\r\n--b--\r\n")
                .header("Content-Type", "multipart/form-data; boundary=b"));
    }

    @Test
    void query_ofARequestWhoseBodyIsInAnotherCharacterSet_isUtf8AsInTheContainer() throws Exception {
        Answer answer = host.send(Ask.post("/app?q=%85%A5%89%93", "a=b")
                .header("Content-Type", "application/x-www-form-urlencoded; charset=IBM037"));

        assertThat(answer.text()).doesNotContain("evil").contains("q=\u00ef\u00bf\u00bd");
    }

    @Test
    void partsFoldedHeader_isNoHeaderOfItsOwn() throws Exception {
        Answer answer = part(
                "X-A: b",
                " Content-Disposition: form-data; name=\"evil\"",
                "Content-Disposition: form-data; name=\"good\"; filename=\"f\"");

        assertThat(answer.text()).doesNotContain("evil");
    }

    @Test
    void partsName_insideAFileName_isNone() throws Exception {
        Answer answer = part("Content-Disposition: form-data; filename=\"a; name=evil ;\"; name=\"good\"");

        assertThat(answer.text()).doesNotContain("part evil").contains("part good a; name=evil ;");
        assertThat(part("Content-Disposition: form-data; name=\"a; filename=b\"")
                        .text())
                .contains("part a; filename=b null", "a; filename=b=value");
    }

    @Test
    void twoContentTypes_thatSayDifferentThings_areAnErrorOfTheBody() throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"q\"\r\n\r\nev\r\n--b--\r\n";
        for (String[] types : new String[][] {
            {"multipart/form-data; boundary=b", "application/x-www-form-urlencoded"},
            {"application/x-www-form-urlencoded", "multipart/form-data; boundary=b"}
        }) {
            Answer answer = host.send(
                    Ask.post("/app", body).header("Content-Type", types[0]).header("Content-Type", types[1]));

            assertThat(answer.status()).isEqualTo(400);
        }
    }
}

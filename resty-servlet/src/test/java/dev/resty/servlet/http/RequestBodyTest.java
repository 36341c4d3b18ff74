// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.phase.PayloadTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestBodyTest {

    private static final ExchangeSettings SMALL = new ExchangeSettings(100, 10, "text/plain", Set.of(), "/");

    @TempDir
    Path directory;

    private static HttpExchange exchange(FakeRequest request) {
        return new HttpExchange(request, new FakeResponse(), SMALL);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void read_fitsTheBuffer_isInMemory() throws IOException {
        HttpExchange exchange = exchange(FakeRequest.post("/", "a=\0\u00ff"));
        assertThat(exchange.body().data()).isNull();
        exchange.body().read();
        exchange.body().read();
        assertThat(exchange.body().data()).isEqualTo(bytes("a=\0\u00ff"));
        assertThat(exchange.body().file()).isNull();
        assertThat(exchange.variable("request_body")).isEqualTo("a=\0\u00ff");
    }

    @Test
    void read_overTheBuffer_isInAFileThatCloseRemoves() throws IOException {
        HttpExchange exchange = exchange(FakeRequest.post("/", "x".repeat(50)));
        exchange.body().read();
        Path file = Objects.requireNonNull(exchange.body().file());
        assertThat(exchange.body().data()).isNull();
        assertThat(Files.size(file)).isEqualTo(50);
        assertThat(exchange.requestBody()).hasSize(50);
        exchange.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void read_none_hasNoData() throws IOException {
        HttpExchange exchange = exchange(FakeRequest.get("/"));
        exchange.body().read();
        assertThat(exchange.body().isRead()).isTrue();
        assertThat(exchange.body().data()).isNull();
        assertThat(exchange.requestBody()).isEmpty();
    }

    @Test
    void read_announcedOverTheLimit_isRefusedUnread() {
        HttpExchange exchange = exchange(new FakeRequest("POST", "/").body(InputStream.nullInputStream(), 101));
        assertThatThrownBy(() -> exchange.body().read()).isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> exchange.body().read()).isInstanceOf(PayloadTooLargeException.class);
    }

    @Test
    void read_chunkedOverTheLimit_isRefusedByCount() {
        HttpExchange exchange =
                exchange(new FakeRequest("POST", "/").chunkedBody(new ByteArrayInputStream(new byte[101])));
        assertThatThrownBy(() -> exchange.body().read()).isInstanceOf(PayloadTooLargeException.class);
        assertThat(exchange.body().isRead()).isFalse();
    }

    @Test
    void read_clientClosesEarly_fails() {
        HttpExchange exchange = exchange(new FakeRequest("POST", "/").body(new ByteArrayInputStream(new byte[5]), 20));
        assertThatThrownBy(() -> exchange.body().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("prematurely closed");
    }

    @Test
    void applicationInput_chunkedOverTheLimit_isRefusedByCount() {
        HttpExchange exchange =
                exchange(new FakeRequest("POST", "/").chunkedBody(new ByteArrayInputStream(new byte[101])));
        assertThatThrownBy(() -> exchange.applicationRequest().getInputStream().readAllBytes())
                .isInstanceOf(PayloadTooLargeException.class);
    }

    @Test
    void replace_changesContentLengthAndWhatTheApplicationReads() throws IOException {
        HttpExchange exchange = exchange(FakeRequest.post("/", "a=1"));
        exchange.requestBody(bytes("b=22"));
        assertThat(exchange.variable("content_length")).isEqualTo("4");
        assertThat(exchange.applicationRequest().getContentLength()).isEqualTo(4);
        assertThat(exchange.applicationRequest().getInputStream().readAllBytes())
                .isEqualTo(bytes("b=22"));
    }

    @Test
    void replace_byFile_deletesItOnlyWhenAsked() throws IOException {
        Path kept = Files.writeString(directory.resolve("kept"), "kept");
        Path dropped = Files.writeString(directory.resolve("dropped"), "dropped");
        HttpExchange exchange = exchange(FakeRequest.get("/"));
        exchange.body().replace(dropped, true);
        exchange.body().replace(kept, false);
        assertThat(dropped).doesNotExist();
        assertThat(exchange.requestBody()).isEqualTo(bytes("kept"));
        exchange.close();
        assertThat(kept).exists();
    }

    @Test
    void append_pastTheBuffer_goesToAFile() throws IOException {
        HttpExchange exchange = exchange(FakeRequest.get("/"));
        exchange.body().begin(4);
        exchange.body().append(bytes("abc"));
        exchange.body().append(bytes("def"));
        exchange.body().end();
        assertThat(exchange.body().file()).isNotNull();
        assertThat(exchange.requestBody()).isEqualTo(bytes("abcdef"));
        exchange.close();
        assertThatThrownBy(() -> exchange.body().append(new byte[1])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void discard_leavesNothing() throws IOException {
        HttpExchange exchange = exchange(FakeRequest.post("/", "a=1"));
        exchange.body().discard();
        assertThat(exchange.body().isRead()).isTrue();
        assertThat(exchange.body().data()).isNull();
    }

    @Test
    void parameters_hundredThousandArguments_areAllThere() {
        StringBuilder args = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            args.append("a").append(i).append("=%zz&");
        }
        HttpExchange exchange = exchange(FakeRequest.get("/?" + args));
        exchange.args(args.toString());
        assertThat(exchange.applicationRequest().getParameterMap()).hasSize(100_000);
        assertThat(exchange.applicationRequest().getParameter("a99999")).isEqualTo("%zz");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.SharedDict;
import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** An application on an embedded Tomcat, with its phases in {@code embedded.conf} and {@code embedded.yaml}. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.config.location=classpath:conf/embedded.yaml")
class EmbeddedApplicationTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    @Qualifier("counters") private SharedDict counters;

    @Test
    void controllerBehindPhases_answersAndHeaderFilterSeesIt() throws Exception {
        HttpResponse<String> response = get("/hello");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers().firstValue("X-Phase")).hasValue("header_filter 200");
    }

    @Test
    void locationOfProperties_guardsTheController() throws Exception {
        assertThat(get("/guarded").statusCode()).isEqualTo(403);
        assertThat(get("/guarded?token=ok").body()).isEqualTo("guarded");
        assertThat(get("/fixed").body()).isEqualTo("fixed");
    }

    @Test
    void customizer_addsPhasesInJava() throws Exception {
        assertThat(get("/java").headers().firstValue("X-Java")).hasValue("yes");
    }

    @Test
    void dict_isTheSameFromLuaAndJava() throws Exception {
        counters.set("shared", 41L);

        assertThat(get("/incr").body()).isEqualTo("42");
        assertThat(counters.getLong("shared", 0)).isEqualTo(42);
    }

    @Test
    void asyncController_headerFilterRunsAndLogRunsOnce() throws Exception {
        assertThat(get("/async").body()).isEqualTo("async");
        assertThat(get("/async").headers().firstValue("X-Phase")).hasValue("header_filter 200");
        // The log phase of a request may still run when its response has arrived.
        for (int i = 0; i < 100 && counters.getLong("log /async", 0) < 2; i++) {
            Thread.sleep(20);
        }
        assertThat(counters.getLong("log /async", 0)).isEqualTo(2);
    }

    @Test
    void failingController_isAnsweredByTheApplicationsErrorPage() throws Exception {
        HttpResponse<String> response = get("/broken");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("Internal Server Error").doesNotContain("IllegalStateException");
    }

    @Test
    void putForm_isSeenByLuaAndByTheApplication() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/form"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .PUT(BodyPublishers.ofString("name=Ada"))
                .build();

        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        assertThat(response.headers().firstValue("X-Body")).hasValue("name=Ada");
        assertThat(response.body()).isEqualTo("form Ada");
    }

    @Test
    void luaModule_convertsArgumentsAndResults() throws Exception {
        assertThat(lua("return shop.find(1).name")).isEqualTo("Ada");
        assertThat(lua("return shop.find('1').tags[2]")).isEqualTo("engine");
        assertThat(lua("return type(shop.find(2))")).isEqualTo("nil");
        assertThat(lua("return type(shop.maybe(true)), type(shop.maybe(false))"))
                .isEqualTo("string nil");
        assertThat(lua("return shop.total({ 1, 2, 3.5 })")).isEqualTo("6.5");
        assertThat(lua("return shop.keys({ b = 1, a = 2 })[1]")).isEqualTo("a");
        assertThat(lua("return shop.nothing()")).isEqualTo("true");
    }

    @Test
    void luaModule_exceptionBecomesNilAndItsMessage() throws Exception {
        assertThat(lua("return shop.fail()")).isEqualTo("nil out of stock");
    }

    @Test
    void luaModule_misuseIsAnErrorOfTheScript() throws Exception {
        assertThat(lua("return pcall(function() return shop.find() .. '' end)"))
                .startsWith("false [string")
                .endsWith(":1: bad argument #1 to 'find' (number expected, got nil)");
        assertThat(lua("return pcall(function() return shop.find('x') .. '' end)"))
                .startsWith("false [string")
                .endsWith(":1: bad argument #1 to 'find' (number expected, got string)");
    }

    @Test
    void luaFunction_namesAFunctionAndHidesTheOthers() throws Exception {
        assertThat(lua("return require('shop.named').by_id(3), require('shop.named').hidden"))
                .isEqualTo("3 nil");
    }

    private String lua(String code) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/lua"))
                .POST(BodyPublishers.ofString(code))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Controller.class, Shop.class, Named.class})
    static class Application {

        @Bean
        RestyServletCustomizer headerInJava() {
            return builder -> builder.handler(Phase.HEADER_FILTER, "= /java", exchange -> {
                exchange.responseHeaders().set("X-Java", "yes");
                return Outcome.declined();
            });
        }
    }

    @RestController
    static class Controller {

        @GetMapping({"/hello", "/java"})
        String hello() {
            return "hello";
        }

        @GetMapping("/guarded")
        String guarded() {
            return "guarded";
        }

        @GetMapping("/async")
        Callable<String> async() {
            return () -> "async";
        }

        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException("broken");
        }

        @PutMapping("/form")
        String form(@RequestParam("name") String name) {
            return "form " + name;
        }
    }

    record Item(long id, String name, List<String> tags) {}

    @LuaModule("shop")
    static class Shop {

        public @Nullable Item find(long id) {
            return id == 1 ? new Item(1, "Ada", List.of("analytical", "engine")) : null;
        }

        public Optional<String> maybe(boolean there) {
            return there ? Optional.of("here") : Optional.empty();
        }

        public double total(List<Double> numbers) {
            return numbers.stream().mapToDouble(Double::doubleValue).sum();
        }

        public List<String> keys(Map<String, Integer> map) {
            return map.keySet().stream().sorted().toList();
        }

        public void nothing() {
            // Only its return counts.
        }

        public String fail() throws IOException {
            throw new IOException("out of stock");
        }
    }

    @LuaModule("shop.named")
    static class Named {

        @LuaFunction("by_id")
        public int byId(int id) {
            return id;
        }

        public String hidden() {
            return "hidden";
        }
    }
}

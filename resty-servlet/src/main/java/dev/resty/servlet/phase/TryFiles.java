// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.http.HttpExchange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code try_files}: the first file or folder that is there becomes the URI; the last argument is where to go else.
 *
 * @param arguments as written
 * @param root where the files are
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_core_module.html#try_files">try_files</a>
 */
record TryFiles(List<Value> arguments, FileRoot root) {

    Outcome run(HttpExchange exchange) {
        for (int i = 0; i < arguments.size() - 1; i++) {
            String candidate = arguments.get(i).evaluate(exchange);
            boolean folder = candidate.endsWith("/");
            Path path = root.resolve(exchange, candidate.startsWith("/") ? candidate : "/" + candidate);
            if (path != null && (folder ? Files.isDirectory(path) : Files.isRegularFile(path))) {
                exchange.uri(candidate);
                return Outcome.declined();
            }
        }
        String fallback = arguments.get(arguments.size() - 1).evaluate(exchange);
        if (fallback.startsWith("=")) {
            return Outcome.exit(Integer.parseInt(fallback.substring(1)));
        }
        int question = fallback.indexOf('?');
        return question < 0
                ? Outcome.exec(fallback, fallback.startsWith("@") ? exchange.args() : null)
                : Outcome.exec(fallback.substring(0, question), fallback.substring(question + 1));
    }
}

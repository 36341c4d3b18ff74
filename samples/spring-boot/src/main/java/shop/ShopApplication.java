// SPDX-License-Identifier: Apache-2.0
package shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the shop. */
@SpringBootApplication
public class ShopApplication {

    /** For Spring. */
    public ShopApplication() {}

    /** Starts the shop on port 8080, or on {@code --server.port}. */
    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }
}

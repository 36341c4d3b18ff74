// SPDX-License-Identifier: Apache-2.0
package shop;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** The products, in memory. */
@Repository
class ProductRepository {

    private final ConcurrentMap<Long, Product> products = new ConcurrentSkipListMap<>(new TreeMap<>(Map.of(
            1L, new Product(1, "Keyboard", 8900, 12),
            2L, new Product(2, "Mouse", 3900, 30),
            3L, new Product(3, "Screen", 24900, 4))));

    Collection<Product> all() {
        return products.values();
    }

    @Nullable Product find(long id) {
        return products.get(id);
    }

    void save(Product product) {
        products.put(product.id(), product);
    }
}

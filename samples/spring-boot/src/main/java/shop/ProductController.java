// SPDX-License-Identifier: Apache-2.0
package shop;

import dev.resty.cache.CacheHit;
import dev.resty.cache.HitLevel;
import dev.resty.cache.TwoLevelCache;
import dev.resty.lock.LockResult;
import dev.resty.lock.RestyLock;
import java.util.Collection;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Products, with a cached label and a stock that is changed under a lock. */
@RestController
@RequestMapping("/api/products")
class ProductController {

    private final ProductRepository products;
    private final TwoLevelCache<String> labels;
    private final ObjectProvider<RestyLock> locks;

    ProductController(
            ProductRepository products,
            @Qualifier("labels") TwoLevelCache<String> labels,
            @Qualifier("lock_cache") ObjectProvider<RestyLock> locks) {
        this.products = products;
        this.labels = labels;
        this.locks = locks;
    }

    @GetMapping
    Collection<Product> all() {
        return products.all();
    }

    @GetMapping("/{id}")
    Product one(@PathVariable("id") long id) {
        return found(id);
    }

    /** A text for the shelf, from the two-level cache in the dict that scripts use too. */
    @GetMapping("/{id}/label")
    ResponseEntity<String> label(@PathVariable("id") long id) {
        CacheHit<String> hit = labels.get("label:" + id, key -> label(found(id)));
        return ResponseEntity.ok()
                .header("X-Cache", hit.level() == HitLevel.LOADER ? "MISS" : "HIT")
                .body(hit.value());
    }

    /** Adds to the stock. The lock excludes scripts that take the same key of lock_cache as well. */
    @PostMapping("/{id}/stock")
    Product restock(@PathVariable("id") long id, @RequestParam("add") int add) {
        try (RestyLock lock = locks.getObject()) {
            LockResult locked = lock.lock("product:" + id);
            if (!locked.ok()) {
                throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, locked.error());
            }
            Product old = found(id);
            Product restocked = new Product(old.id(), old.name(), old.cents(), old.stock() + add);
            products.save(restocked);
            return restocked;
        }
    }

    private Product found(long id) {
        Product product = products.find(id);
        if (product == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return product;
    }

    private static String label(Product product) {
        return String.format(Locale.ROOT, "%s, EUR %.2f\n", product.name(), product.cents() / 100.0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package shop;

import dev.resty.dict.SharedDict;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Counts in the same dict as the location {@code /lua/visits} of resty.conf. */
@RestController
class VisitController {

    private final SharedDict counters;

    VisitController(@Qualifier("counters") SharedDict counters) {
        this.counters = counters;
    }

    record Visits(long visits, String by) {}

    @GetMapping("/api/visits")
    Visits visit() {
        return new Visits(counters.incr("visits", 1, 0).longValue(), "Java");
    }
}

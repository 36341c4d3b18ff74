// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.waf.WafStatistics;
import java.util.concurrent.atomic.LongAdder;

/** What an engine counts. Safe for concurrent use. */
final class Counters {

    final LongAdder transactions = new LongAdder();

    final LongAdder interruptions = new LongAdder();

    final LongAdder detections = new LongAdder();

    final LongAdder ruleErrors = new LongAdder();

    final LongAdder nanos = new LongAdder();

    final LongAdder reloads = new LongAdder();

    final LongAdder failedReloads = new LongAdder();

    WafStatistics statistics() {
        return new WafStatistics(
                transactions.sum(),
                interruptions.sum(),
                detections.sum(),
                ruleErrors.sum(),
                nanos.sum(),
                reloads.sum(),
                failedReloads.sum());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.http.ExchangeSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A location ready to run.
 *
 * @param conf what was configured
 * @param nested the locations inside it
 * @param steps its rewrite directives
 * @param code its code by phase
 * @param tryFiles {@code try_files}; null for none
 * @param content what answers
 * @param settings what the exchange goes by
 * @param waf the rules that guard it; null for none
 */
record Location(
        LocationConf conf,
        LocationRouter nested,
        RewriteProgram steps,
        Code code,
        @Nullable TryFiles tryFiles,
        ContentHandler content,
        ExchangeSettings settings,
        @Nullable LocationWaf waf) {

    /** The code of each phase, in the order it runs. */
    record Code(
            List<PhaseCode> rewrite,
            List<PhaseCode> access,
            List<PhaseCode> precontent,
            List<PhaseCode> headerFilter,
            List<PhaseCode> bodyFilter,
            List<PhaseCode> log) {}
}

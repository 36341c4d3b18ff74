// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads a checkout of the Core Rule Set with the settings that its tests were written for. */
final class CrsRules {

    private static final String FIRST = """
            SecRuleEngine DetectionOnly
            SecRequestBodyAccess On
            SecRequestBodyLimit 13107200
            SecRequestBodyNoFilesLimit 1310720
            SecRequestBodyLimitAction Reject
            SecPcreMatchLimit 100000
            SecPcreMatchLimitRecursion 100000
            SecResponseBodyAccess On
            SecResponseBodyMimeType text/plain text/html text/xml application/json
            SecResponseBodyLimit 1048576
            SecResponseBodyLimitAction ProcessPartial
            SecAuditEngine Off
            SecArgumentSeparator &
            SecCookieFormat 0
            SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap\\+|/)|text/)xml" \\
                "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
            SecRule REQUEST_HEADERS:Content-Type "^application/(?:[a-z0-9.-]+[+])?json" \\
                "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
            SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,deny,status:400,msg:'Failed to parse request body.',\\
                logdata:'%%{reqbody_error_msg}',severity:2"
            SecRule MULTIPART_STRICT_ERROR "!@eq 0" "id:200003,phase:2,t:none,log,deny,status:400,msg:'Multipart is strange'"
            SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" "id:200004,phase:2,t:none,log,deny,msg:'Unmatched boundary'"
            SecAction "id:900000,phase:1,nolog,pass,t:none,setvar:tx.paranoia_level=%1$d,setvar:tx.blocking_paranoia_level=%1$d,\\
                setvar:tx.detection_paranoia_level=%1$d"
            SecAction "id:900001,phase:1,nolog,pass,t:none,setvar:tx.arg_name_length=100,setvar:tx.max_num_args=255,\\
                setvar:tx.arg_length=400,setvar:tx.total_arg_length=6400,\\
                setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535,setvar:tx.crs_validate_utf8_encoding=1"
            """;

    private CrsRules() {}

    /** The rules of a directory with {@code rules} and perhaps {@code crs-setup.conf.example}, in detection-only mode. */
    static Waf load(Path home, int paranoia) {
        WafBuilder builder = Waf.builder().rules(FIRST.formatted(paranoia), "recommended.conf");
        Path setup = home.resolve("crs-setup.conf.example");
        if (Files.exists(setup)) {
            builder.rulesFile(setup);
        }
        return builder.rulesFile(home.resolve("rules/*.conf")).build();
    }
}

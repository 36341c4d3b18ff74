// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Directives that may be written, and change nothing: the site lists them. */
final class WithoutEffect {

    /** Why, by their names; those with one reason follow each other. */
    static final Map<String, String> REASONS;

    static {
        Map<String, String> reasons = new LinkedHashMap<>();
        because(
                reasons,
                "what the engine has to say goes to SLF4J's loggers dev.resty.waf and dev.resty.waf.match, or the error log",
                "SecDebugLog",
                "SecDebugLogLevel");
        because(reasons, "the audit log is written as JSON", "SecAuditLogPrefix");
        because(reasons, "listeners and the audit log tell of requests", "SecGuardianLog");
        because(reasons, "meters tell what the rules cost", "SecRulePerfTime");
        because(reasons, "persistent collections are in a shared dict", "SecDataDir");
        because(
                reasons,
                "SecUploadDir is where uploaded files are, as soon as a rule asks for their names",
                "SecTmpDir",
                "SecTmpSaveUploadedFiles");
        because(
                reasons,
                "client_body_buffer_size says how much of a body is kept in memory",
                "SecRequestBodyInMemoryLimit");
        because(reasons, "rules look at bytes, whatever they encode", "SecRequestEncoding");
        because(reasons, "SecUnicodeMapFile names the code page", "SecUnicodeCodePage");
        because(reasons, "cookies are separated by semicolons", "SecCookieV0Separator");
        because(reasons, "a transformed value is remembered in any case", "SecCacheTransformations");
        because(reasons, "nothing recurses", "SecPcreMatchLimitRecursion");
        because(reasons, "SecRxErrorAction says what becomes of errors", "SecInterceptOnError");
        because(reasons, "a location has the rules of the blocks around it", "SecRuleInheritance");
        because(
                reasons,
                "proxy_set_header Accept-Encoding \"\" keeps an upstream from compressing",
                "SecDisableBackendCompression");
        because(
                reasons,
                "connections are the server's",
                "SecConnReadStateLimit",
                "SecConnWriteStateLimit",
                "SecReadStateLimit",
                "SecWriteStateLimit");
        because(reasons, "what the server says of itself is its own", "SecServerSignature");
        because(reasons, "a JVM stays in its directory", "SecChrootDir");
        because(reasons, "Google's Safe Browsing is not looked up", "SecGsbLookupDb");
        because(reasons, "there is no hash engine", "SecHashKey", "SecHashMethodPm", "SecHashMethodRx", "SecHashParam");
        REASONS = Collections.unmodifiableMap(reasons);
    }

    private WithoutEffect() {}

    private static void because(Map<String, String> reasons, String reason, String... names) {
        for (String name : names) {
            reasons.put(name, reason);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
/**
 * Resty in a Spring Boot application: the auto-configuration, its properties, and Java functions for scripts by
 * annotation. Uses all of resty-servlet and resty-api, and of Spring Boot only what 3.5 and 4 have in common.
 */
@NullMarked
package dev.resty.spring;

import org.jspecify.annotations.NullMarked;

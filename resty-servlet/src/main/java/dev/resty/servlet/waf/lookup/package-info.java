// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code @geoLookup} and {@code @rbl} ask: a database of places, and the names of hosts. Depends on no other package of the engine.
 */
@NullMarked
package dev.resty.servlet.waf.lookup;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

/**
 * Where the fields that a {@link FieldGroup} names are among the numbers of tables of one shape.
 *
 * @param shape that of the tables
 * @param place0 the place of the first name
 * @param place1 that of the second, if there is one, and so on
 */
public record FieldLayout(
        Shape shape, int place0, int place1, int place2, int place3, int place4, int place5, int place6, int place7) {

    FieldLayout(Shape shape, int[] places) {
        this(shape, places[0], places[1], places[2], places[3], places[4], places[5], places[6], places[7]);
    }
}

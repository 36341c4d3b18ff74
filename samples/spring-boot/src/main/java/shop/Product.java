// SPDX-License-Identifier: Apache-2.0
package shop;

/**
 * What the shop sells.
 *
 * @param cents the price
 * @param stock how many there are
 */
record Product(long id, String name, int cents, int stock) {}

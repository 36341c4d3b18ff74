// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Expected nodes and points were computed from the definition of the ring, by another program. */
class ChashTest {

    private final LibraryVm vm = new LibraryVm();

    private static final String RING =
            "local ring = require 'resty.chash':new{ server1 = 10, server2 = 2, server3 = 1 } ";

    @Test
    void find_keys_goToTheNodeOfTheNextPoint() {
        assertThat(vm.eval(RING + "local r = {} for _, key in ipairs{'foo', 'bar', 'key1', '10.0.0.7', ''} do "
                        + "local id, index = ring:find(key) r[#r + 1] = id .. '@' .. index end "
                        + "return table.concat(r, ' ')"))
                .isEqualTo("server1@1130 server1@947 server3@347 server1@1697 server3@0");
    }

    @Test
    void decr_toNothing_takesTheNodesPointsAway() {
        assertThat(vm.eval(RING + "ring:decr('server3') local r = {} for _, key in ipairs{'foo', 'bar', 'key1', ''} do "
                        + "local id, index = ring:find(key) r[#r + 1] = id .. '@' .. index end "
                        + "return table.concat(r, ' '), ring.npoints"))
                .isEqualTo("server1@1045 server1@879 server1@320 server1@0 1920");
    }

    @Test
    void incr_backToTheOldWeights_givesTheOldRing() {
        assertThat(vm.eval(RING + "ring:delete('server3') ring:incr('server3') ring:set('server2', 5) "
                        + "ring:set('server2', 2) ring:decr('nobody') local id, index = ring:find('key1') "
                        + "return id, index, ring.npoints, ring.nodes.server2"))
                .isEqualTo("server3 347 2080 2");
    }

    @Test
    void reinit_otherNodes_replacesAll() {
        assertThat(vm.eval(RING + "ring:reinit{ server4 = 1, server5 = 2 } "
                        + "return ring.npoints, ring.size, ring.nodes.server1, ring.nodes.server5"))
                .isEqualTo("480 480 nil 2");
    }

    @Test
    void next_behindTheLastPoint_isTheFirst() {
        assertThat(vm.eval(RING + "local _, index = ring:next(ring.npoints - 1) return index"))
                .isEqualTo("0");
    }

    @Test
    void find_withoutNodes_isNil() {
        assertThat(vm.eval("return require 'resty.chash':new{}:find('key')")).isEqualTo("nil");
    }

    @Test
    void new_withoutNodes_isAnError() {
        assertThatThrownBy(() -> vm.eval("require 'resty.chash':new('x')")).hasMessageContaining("table expected");
        assertThatThrownBy(() -> vm.eval("require 'resty.chash':new{a = 1e9}")).hasMessageContaining("no memory");
    }
}

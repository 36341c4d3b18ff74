// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeoDatabaseTest {

    private static final byte[] NETWORK = {(byte) 192, 0, 2, 0};

    private static final Map<String, Object> PLACE = Map.of(
            "country",
            Map.of("iso_code", "DE", "names", Map.of("en", "Germany", "de", "Deutschland")),
            "location",
            Map.of("latitude", 47.5, "accuracy", 20),
            "note",
            "a text that is longer than what fits into one control byte");

    @ParameterizedTest
    @ValueSource(ints = {24, 28, 32})
    void find_recordsOfEachSize_tellsWhatTheNetworkHas(int recordBits) {
        GeoDatabase database = GeoDatabase.of(
                new GeoFile(recordBits, 4).add(NETWORK, 24, PLACE).toBytes());
        GeoDatabase.Place place = database.find(new byte[] {(byte) 192, 0, 2, 77});
        assertThat(place).isNotNull();
        assertThat(place.value("country", "iso_code")).isEqualTo("DE");
        assertThat(place.value("country", "names", "en")).isEqualTo("Germany");
        assertThat(place.value("location", "latitude")).isEqualTo("47.500000");
        assertThat(place.value("location", "accuracy")).isEqualTo("20");
        assertThat(place.value("note")).endsWith("control byte");
        assertThat(place.value("country")).as("a map has no text").isNull();
        assertThat(place.value("city", "names", "en")).isNull();
        assertThat(place.value("note", "en")).as("a text has no parts").isNull();
        assertThat(database.find(new byte[] {(byte) 192, 0, 3, 77})).isNull();
        assertThat(database.find(new byte[16])).as("IPv6 in a database of IPv4").isNull();
    }

    @Test
    void find_databaseOfIpv6_hasIpv4BelowZeros() {
        byte[] four = new byte[16];
        System.arraycopy(NETWORK, 0, four, 12, 4);
        byte[] six = {0x20, 1, 0x0d, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        GeoDatabase database = GeoDatabase.of(new GeoFile(28, 6)
                .add(four, 120, PLACE)
                .add(six, 32, Map.of("country", Map.of("iso_code", "FR")))
                .toBytes());
        GeoDatabase.Place place = database.find(new byte[] {(byte) 192, 0, 2, 1});
        assertThat(place).isNotNull();
        assertThat(place.value("country", "iso_code")).isEqualTo("DE");
        GeoDatabase.Place other = database.find(six);
        assertThat(other).isNotNull();
        assertThat(other.value("country", "iso_code")).isEqualTo("FR");
    }

    @Test
    void of_equalFiles_shareOneDatabase() {
        byte[] file = new GeoFile(24, 4).add(NETWORK, 24, PLACE).toBytes();
        assertThat(GeoDatabase.of(file)).isSameAs(GeoDatabase.of(file.clone()));
    }

    @Test
    void of_noDatabase_saysSo() {
        assertThatThrownBy(() -> GeoDatabase.of("GeoIP.dat of old".getBytes()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no MaxMind database");
    }

    @Test
    void find_damagedFile_isAnErrorAndNothingElse() {
        byte[] file = new GeoFile(24, 4).add(NETWORK, 24, PLACE).toBytes();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = file.clone();
            for (int j = 0; j < 6; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                GeoDatabase.Place place = GeoDatabase.of(damaged).find(NETWORK);
                if (place != null) {
                    place.value("country", "names", "en");
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}

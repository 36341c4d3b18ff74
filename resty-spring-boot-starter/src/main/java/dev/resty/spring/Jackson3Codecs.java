// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.dict.Codec;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** JSON by Jackson 3: of the configured type, or naming its types itself. */
final class Jackson3Codecs implements RestyCacheCodecs {

    private final JsonMapper mapper;

    private final JsonTypes types;

    private final RestyCaches caches;

    Jackson3Codecs(JsonMapper mapper, JsonTypes types, RestyCaches caches) {
        this.mapper = mapper;
        this.types = types;
        this.caches = caches;
    }

    @Override
    public Codec<Object> codec(String cache) {
        String type = caches.properties(cache).type();
        if (type != null) {
            return codec(mapper, mapper.getTypeFactory().constructFromCanonical(type));
        }
        BasicPolymorphicTypeValidator.Builder allowed =
                BasicPolymorphicTypeValidator.builder().allowIfSubType(JsonTypes.OF_THE_JDK);
        types.packages().forEach(allowed::allowIfSubType);
        JsonMapper naming = mapper.rebuild()
                .activateDefaultTyping(allowed.build(), DefaultTyping.NON_FINAL)
                .build();
        return codec(naming, naming.constructType(Object.class));
    }

    private static Codec<Object> codec(JsonMapper mapper, JavaType type) {
        ObjectWriter writer = mapper.writerFor(type);
        ObjectReader reader = mapper.readerFor(type);
        return Codec.of(writer::writeValueAsBytes, reader::readValue);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import dev.resty.dict.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON by Jackson 2: of the configured type, or naming its types itself. */
final class Jackson2Codecs implements RestyCacheCodecs {

    private final ObjectMapper mapper;

    private final JsonTypes types;

    private final RestyCaches caches;

    Jackson2Codecs(ObjectMapper mapper, JsonTypes types, RestyCaches caches) {
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
        ObjectMapper naming =
                mapper.copy().activateDefaultTyping(allowed.build(), ObjectMapper.DefaultTyping.NON_FINAL);
        return codec(naming, naming.constructType(Object.class));
    }

    private static Codec<Object> codec(ObjectMapper mapper, JavaType type) {
        ObjectWriter writer = mapper.writerFor(type);
        ObjectReader reader = mapper.readerFor(type);
        return new Codec<>() {
            @Override
            public byte[] encode(Object value) {
                try {
                    return writer.writeValueAsBytes(value);
                } catch (JsonProcessingException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public Object decode(byte[] bytes) {
                try {
                    return reader.readValue(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}

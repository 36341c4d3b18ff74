// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.value.XmlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import javax.xml.XMLConstants;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.ls.LSInput;
import org.xml.sax.SAXException;

/**
 * {@code @validateSchema}: the body, which is XML, isn't as an XML Schema wants it, or isn't well formed. The schema and what it
 * includes are read when rules are loaded; what a body says about schemas isn't looked at.
 */
final class ValidateSchema implements Operator {

    private final Schema schema;

    ValidateSchema(String argument, OperatorFiles files) {
        String name = XmlErrors.oneFile(argument);
        XmlFiles read = new XmlFiles(files);
        String first = read.first(name);
        SchemaFactory factory = SchemaFactory.newDefaultInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "file");
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "file");
            factory.setErrorHandler(new XmlErrors());
            factory.setResourceResolver((type, namespace, publicId, systemId, base) ->
                    new Included(publicId, read.included(systemId, base), read));
            schema = factory.newSchema(new StreamSource(read.open(first), first));
        } catch (SAXException e) {
            throw new IllegalArgumentException("the schema " + name + " can't be used: " + XmlErrors.describe(e), e);
        }
        read.close();
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        XmlDocument document = evaluation.variables().xml();
        if (document == null || !document.wellFormed()) {
            return true;
        }
        Validator validator = schema.newValidator();
        validator.setErrorHandler(new XmlErrors());
        validator.setResourceResolver((type, namespace, publicId, systemId, base) -> new Nothing(publicId, systemId));
        try {
            validator.validate(new DOMSource(document.tree()));
            return false;
        } catch (SAXException e) {
            return true;
        } catch (IOException e) {
            throw new OperatorException("@validateSchema was given up: " + e.getMessage());
        }
    }

    /** A file that a schema includes. */
    private static final class Included extends Nothing {

        private final String address;

        private final XmlFiles files;

        Included(@Nullable String publicId, String address, XmlFiles files) {
            super(publicId, address);
            this.address = address;
            this.files = files;
        }

        @Override
        public InputStream getByteStream() {
            return files.open(address);
        }
    }

    /** An empty input. */
    private static class Nothing implements LSInput {

        private final @Nullable String publicId;

        private final @Nullable String systemId;

        Nothing(@Nullable String publicId, @Nullable String systemId) {
            this.publicId = publicId;
            this.systemId = systemId;
        }

        @Override
        public @Nullable Reader getCharacterStream() {
            return null;
        }

        @Override
        public void setCharacterStream(Reader stream) {}

        @Override
        public InputStream getByteStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public void setByteStream(InputStream stream) {}

        @Override
        public @Nullable String getStringData() {
            return null;
        }

        @Override
        public void setStringData(String data) {}

        @Override
        public @Nullable String getSystemId() {
            return systemId;
        }

        @Override
        public void setSystemId(String id) {}

        @Override
        public @Nullable String getPublicId() {
            return publicId;
        }

        @Override
        public void setPublicId(String id) {}

        @Override
        public @Nullable String getBaseURI() {
            return null;
        }

        @Override
        public void setBaseURI(String uri) {}

        @Override
        public @Nullable String getEncoding() {
            return null;
        }

        @Override
        public void setEncoding(String encoding) {}

        @Override
        public boolean getCertifiedText() {
            return false;
        }

        @Override
        public void setCertifiedText(boolean certified) {}
    }
}

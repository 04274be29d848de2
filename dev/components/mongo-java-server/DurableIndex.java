import static de.bwaldvogel.mongo.backend.Constants.ID_FIELD;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import de.bwaldvogel.mongo.exception.ImmutableFieldException;
import java.util.List;
import java.util.Map.Entry;

/** A unique index over a map of the file. */
abstract class DurableIndex extends AbstractUniqueIndex<Key> {
    private final DataFile.JournaledMap map;

    private DurableIndex(DataFile.JournaledMap map, String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        this.map = map;
    }

    /** Regular expressions are for a scan of the documents: values can't be read back from keys, which are normalized. */
    @Override
    public synchronized boolean canHandle(Document query) {
        return query.values().stream().noneMatch(BsonRegularExpression::isRegularExpression) && super.canHandle(query);
    }

    @Override
    protected Iterable<Entry<KeyValue, Key>> getIterable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getCount() {
        return map.entries.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    /**
     * The index of `_id`: the documents' own map, since that is what their keys are made from. The collection puts a document
     * there before it adds it to its indexes, and removes it after these.
     */
    static final class OfIds extends DurableIndex {
        private final DataFile.JournaledMap documents;

        OfIds(DataFile.JournaledMap documents, String name, List<IndexKey> keys) {
            super(documents, name, keys, false);
            this.documents = documents;
        }

        /** Further conditions are no hindrance: what an index finds is compared with the whole query. */
        @Override
        public synchronized boolean canHandle(Document query) {
            Object id = query.get(ID_FIELD);
            return query.containsKey(ID_FIELD) && (id instanceof String || super.canHandle(new Document(ID_FIELD, id)));
        }

        @Override
        public Key getPosition(Document document) {
            return present(keyOf(document));
        }

        @Override
        protected Key getPosition(KeyValue keyValue) {
            return present(Key.of(keyValue));
        }

        @Override
        public synchronized void checkAdd(Document document, MongoCollection<Key> collection) {
            if (getPosition(document) != null) {
                throw new DuplicateKeyError(this, collection, getKeys(), new KeyValue(document.get(ID_FIELD)));
            }
        }

        @Override
        public synchronized void add(Document document, Key position, MongoCollection<Key> collection) {
        }

        @Override
        public synchronized void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<Key> collection) {
            if (!keyOf(oldDocument).equals(keyOf(newDocument))) {
                throw new ImmutableFieldException("The (immutable) field '_id' can't be changed");
            }
        }

        @Override
        public void updateInPlace(Document oldDocument, Document newDocument, Key position, MongoCollection<Key> collection) {
        }

        @Override
        public synchronized Key remove(Document document) {
            return getPosition(document);
        }

        @Override
        protected boolean putKeyPosition(KeyValue keyValue, Key position) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected Key removeDocument(KeyValue keyValue) {
            throw new UnsupportedOperationException();
        }

        private Key present(Key key) {
            return documents.entries.containsKey(key) ? key : null;
        }

        private static Key keyOf(Document document) {
            return Key.of(document.get(ID_FIELD));
        }
    }

    /** The index of other fields: their values, each with the key of its document. */
    static final class OfFields extends DurableIndex {
        private final DataFile.JournaledMap positions;

        OfFields(DataFile.JournaledMap positions, String name, List<IndexKey> keys, boolean sparse) {
            super(positions, name, keys, sparse);
            this.positions = positions;
        }

        @Override
        protected Key getPosition(KeyValue keyValue) {
            return keyOrNull(positions.entries.get(Key.of(keyValue)));
        }

        @Override
        protected boolean putKeyPosition(KeyValue keyValue, Key position) {
            return positions.putIfAbsent(Key.of(keyValue), position.bytes());
        }

        @Override
        protected Key removeDocument(KeyValue keyValue) {
            return keyOrNull(positions.remove(Key.of(keyValue)));
        }

        private static Key keyOrNull(byte[] bytes) {
            return bytes == null ? null : new Key(bytes);
        }
    }
}

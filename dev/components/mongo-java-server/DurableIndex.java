import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map.Entry;
import org.h2.mvstore.MVMap;

/** A unique index over a map of the file. */
abstract class DurableIndex extends AbstractUniqueIndex<Key> {
    private final MVMap<Key, ?> map;

    private DurableIndex(MVMap<Key, ?> map, String name, List<IndexKey> keys, boolean sparse) {
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
        return map.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    /** The index of `_id`: the documents' own map, since that is what their keys are made from. */
    static final class OfIds extends DurableIndex {
        private final MVMap<Key, byte[]> documents;

        OfIds(MVMap<Key, byte[]> documents, String name, List<IndexKey> keys) {
            super(documents, name, keys, false);
            this.documents = documents;
        }

        @Override
        protected Key getPosition(KeyValue keyValue) {
            Key key = Key.of(keyValue);
            return documents.containsKey(key) ? key : null;
        }

        /** The collection has put the document under its key already. */
        @Override
        public void add(Document document, Key position, MongoCollection<Key> collection) {
        }

        @Override
        protected boolean putKeyPosition(KeyValue keyValue, Key position) {
            throw new UnsupportedOperationException();
        }

        /** The collection removes the document, after all indexes. */
        @Override
        protected Key removeDocument(KeyValue keyValue) {
            return getPosition(keyValue);
        }
    }

    /** The index of other fields: their values, each with the key of its document. */
    static final class OfFields extends DurableIndex {
        private final MVMap<Key, Key> positions;

        OfFields(MVMap<Key, Key> positions, String name, List<IndexKey> keys, boolean sparse) {
            super(positions, name, keys, sparse);
            this.positions = positions;
        }

        @Override
        protected Key getPosition(KeyValue keyValue) {
            return positions.get(Key.of(keyValue));
        }

        @Override
        protected boolean putKeyPosition(KeyValue keyValue, Key position) {
            return positions.putIfAbsent(Key.of(keyValue), position) == null;
        }

        @Override
        protected Key removeDocument(KeyValue keyValue) {
            return positions.remove(Key.of(keyValue));
        }
    }
}

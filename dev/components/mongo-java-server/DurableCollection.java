import static de.bwaldvogel.mongo.backend.Constants.ID_FIELD;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.Assert;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;

/**
 * A collection in the file. The map holds BSON rather than documents, since the library changes documents in place: here it
 * changes a copy of its own, while other threads write the map to the file or answers to their clients.
 */
final class DurableCollection extends AbstractSynchronizedMongoCollection<Key> {
    private static final int INITIAL_BUFFER_BYTES = 512;

    private final DataFile.JournaledMap documents;

    DurableCollection(MongoDatabase database, String collectionName, CollectionOptions options,
                      DataFile.JournaledMap documents, CursorRegistry cursorRegistry) {
        super(database, collectionName, options, cursorRegistry);
        this.documents = documents;
    }

    @Override
    protected Key addDocumentInternal(Document document) {
        Key key = Key.of(getIdField() == null ? UUID.randomUUID() : document.get(getIdField()));
        boolean added = documents.putIfAbsent(key, encoded(document));
        Assert.isTrue(added, () -> "There is a document with this key already in " + this);
        return key;
    }

    @Override
    protected void handleUpdate(Key key, Document oldDocument, Document newDocument) {
        try {
            documents.put(key, encoded(newDocument));
        } catch (MongoServerError tooLarge) {
            for (Index<Key> index : getIndexes()) {
                index.updateInPlace(newDocument, oldDocument, key, this);
            }
            throw tooLarge;
        }
    }

    @Override
    protected void removeDocument(Key key) {
        if (documents.remove(key) == null) {
            throw new NoSuchElementException("No document with this key in " + this);
        }
    }

    @Override
    protected Document getDocument(Key key) {
        return decoded(documents.entries.get(key));
    }

    @Override
    protected Stream<DocumentWithPosition<Key>> streamAllDocumentsWithPosition() {
        return documents.entries.entrySet().stream()
            .map(entry -> new DocumentWithPosition<>(decoded(entry.getValue()), entry.getKey()));
    }

    @Override
    protected QueryResult matchDocuments(Document query, Document orderBy, int numberToSkip, int limit, int batchSize,
                                         Document fieldSelector) {
        boolean isOrdered = isByAscendingId(orderBy) && hasOnlyStringIds();
        Stream<byte[]> stored = isNaturalDescending(orderBy) ? reversed().stream()
            : isOrdered ? inRange(query.get(ID_FIELD)) : documents.entries.values().stream();
        return matchDocumentsFromStream(stored.map(DurableCollection::decoded), query, isOrdered ? null : orderBy, numberToSkip,
            limit, batchSize, fieldSelector);
    }

    private static boolean isByAscendingId(Document orderBy) {
        return orderBy != null && orderBy.size() == 1 && orderBy.get(ID_FIELD) instanceof Number order && order.intValue() == 1;
    }

    /** The order of keys is that of such ids, and of others only nearly. */
    private boolean hasOnlyStringIds() {
        Key first = documents.entries.firstKey();
        return first == null || first.isString() && documents.entries.lastKey().isString();
    }

    /** The documents from the lower to the upper bound of a condition on `_id`: with a limit, a reader pays only for what it reads. */
    private Stream<byte[]> inRange(Object condition) {
        Key from = bound(condition, "$gte", "$gt");
        Key to = bound(condition, "$lte", "$lt");
        Cursor<Key, byte[]> cursor = documents.entries.cursor(from, to, false);
        Iterable<Key> keys = () -> cursor;
        return StreamSupport.stream(keys.spliterator(), false).map(key -> cursor.getValue());
    }

    private static Key bound(Object condition, String... operators) {
        if (condition instanceof Document bounds) {
            for (String operator : operators) {
                if (bounds.get(operator) instanceof String id) {
                    return Key.of(id);
                }
            }
        }
        return null;
    }

    /** What an index found by strings matches; comparing each of many documents with each of many ids takes long. */
    @Override
    protected QueryResult matchDocuments(Document query, Iterable<Key> keys, Document orderBy, int numberToSkip, int limit,
                                         int batchSize, Document fieldSelector) {
        return super.matchDocuments(isOfStringIds(query) ? new Document() : query, keys, orderBy, numberToSkip, limit, batchSize,
            fieldSelector);
    }

    private static boolean isOfStringIds(Document query) {
        Object id = query.size() == 1 ? query.get(ID_FIELD) : null;
        return id instanceof String
            || id instanceof Document operators && operators.size() == 1 && operators.get("$in") instanceof List<?> ids
                && ids.stream().allMatch(String.class::isInstance);
    }

    private List<byte[]> reversed() {
        List<byte[]> stored = new ArrayList<>(documents.entries.values());
        Collections.reverse(stored);
        return stored;
    }

    @Override
    public int count() {
        return documents.entries.size();
    }

    @Override
    public boolean isEmpty() {
        return documents.entries.isEmpty();
    }

    /** A running sum would have to be written with each command; it is asked for rarely. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int sizeDelta) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected int getDataSize() {
        return documents.entries.values().stream().mapToInt(bytes -> bytes.length).sum();
    }

    private static byte[] encoded(Document document) {
        ByteBuf buffer = Unpooled.buffer(INITIAL_BUFFER_BYTES);
        BsonEncoder.encodeDocument(document, buffer);
        // The decoder refuses more, so that the document could never be read again.
        if (buffer.readableBytes() > BsonConstants.MAX_BSON_OBJECT_SIZE) {
            throw new MongoServerError(10334, "BSONObjectTooLarge", "The document is larger than 16 MB.");
        }
        return ByteBufUtil.getBytes(buffer);
    }

    private static Document decoded(byte[] bytes) {
        return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
    }
}

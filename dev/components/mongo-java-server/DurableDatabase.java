import static de.bwaldvogel.mongo.backend.Constants.ID_FIELD;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.List;
import java.util.stream.Stream;

/** A database whose collections and unique indexes are maps in the file. */
final class DurableDatabase extends AbstractSynchronizedMongoDatabase<Key> {
    private static final String DOCUMENTS = "documents.";
    private static final String INDEX = "index.";

    private final DataFile file;

    DurableDatabase(String databaseName, DataFile file, CursorRegistry cursorRegistry) {
        super(databaseName, cursorRegistry);
        this.file = file;
        initializeNamespacesAndIndexes();
    }

    /** The databases that have something in the file. */
    static Stream<String> names(DataFile file) {
        return file.names().stream()
            .filter(name -> name.startsWith(DOCUMENTS))
            .map(name -> name.substring(DOCUMENTS.length(), name.indexOf('.', DOCUMENTS.length())))
            .distinct();
    }

    @Override
    protected MongoCollection<Key> openOrCreateCollection(String collectionName, CollectionOptions options) {
        return new DurableCollection(this, collectionName, options,
            file.map(documentsOf(collectionName)), cursorRegistry);
    }

    @Override
    protected Index<Key> openOrCreateUniqueIndex(String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
        if (keys.size() == 1 && keys.get(0).getKey().equals(ID_FIELD)) {
            return new DurableIndex.OfIds(file.map(documentsOf(collectionName)), indexName, keys);
        }
        return new DurableIndex.OfFields(file.map(indexesOf(collectionName) + indexName), indexName, keys, sparse);
    }

    @Override
    protected void dropIndex(MongoCollection<Key> collection, String indexName) {
        super.dropIndex(collection, indexName);
        file.remove(indexesOf(collection.getCollectionName()) + indexName);
    }

    @Override
    public void dropCollection(String collectionName, Oplog oplog) {
        super.dropCollection(collectionName, oplog);
        file.remove(documentsOf(collectionName));
    }

    @Override
    public void moveCollection(MongoDatabase oldDatabase, MongoCollection<?> collection, String newCollectionName) {
        String from = collection.getFullName();
        super.moveCollection(oldDatabase, collection, newCollectionName);
        file.rename(DOCUMENTS + from, documentsOf(newCollectionName));
        String indexes = INDEX + from + "/";
        file.names().stream().filter(name -> name.startsWith(indexes)).forEach(name ->
            file.rename(name, indexesOf(newCollectionName) + name.substring(indexes.length())));
    }

    @Override
    protected long getFileSize() {
        return file.size();
    }

    @Override
    protected long getStorageSize() {
        return getFileSize();
    }

    private String documentsOf(String collectionName) {
        return DOCUMENTS + getFullCollectionNamespace(collectionName);
    }

    private String indexesOf(String collectionName) {
        return INDEX + getFullCollectionNamespace(collectionName) + "/";
    }
}

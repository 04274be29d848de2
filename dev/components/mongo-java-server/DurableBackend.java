import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/** A file that holds every write before the write is acknowledged: a killed process loses nothing it said yes to. */
final class DurableBackend extends AbstractMongoBackend {
    private static final int COMPACTION_MILLIS = 2_000;
    private static final Set<String> WRITES = Set.of(
        "insert", "update", "delete", "findAndModify", "findandmodify", "createIndexes", "dropIndexes",
        "create", "drop", "dropDatabase", "renameCollection", "aggregate");

    private final MVStore store;
    /** Nothing else is under way while a collection goes: what met it half gone would leave one behind that never works again. */
    private final ReadWriteLock going = new ReentrantReadWriteLock();

    DurableBackend(MVStore store) {
        this.store = store;
        DurableDatabase.names(store).forEach(this::resolveDatabase);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String databaseName) {
        return new DurableDatabase(databaseName, store, getCursorRegistry());
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        String command = message.getDocument().keySet().iterator().next();
        Lock lock = command.startsWith("drop") ? going.writeLock() : going.readLock();
        lock.lock();
        try {
            return super.handleMessage(message);
        } finally {
            // A command that fails may have written a part of its documents, and reports those as written.
            if (WRITES.contains(command)) {
                store.commit();
            }
            lock.unlock();
        }
    }

    @Override
    public void close() {
        super.close();
        store.close(COMPACTION_MILLIS);
    }
}

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Databases in a file that has every write before the write is acknowledged, so that a kill loses none of these. */
final class DurableBackend extends AbstractMongoBackend {
    private static final Set<String> WRITES = Set.of(
        "insert", "update", "delete", "findandmodify", "createindexes", "dropindexes", "create", "drop", "dropdatabase",
        "renamecollection");

    private final DataFile file;
    /** No other command runs while a collection is dropped: it could leave one behind that never works again. */
    private final ReadWriteLock dropping = new ReentrantReadWriteLock();

    DurableBackend(DataFile file) {
        this.file = file;
        DurableDatabase.names(file).forEach(this::resolveDatabase);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String databaseName) {
        return new DurableDatabase(databaseName, file, getCursorRegistry());
    }

    @Override
    public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
        String name = command.toLowerCase(Locale.ROOT);
        Lock lock = name.startsWith("drop") ? dropping.writeLock() : dropping.readLock();
        lock.lock();
        try {
            return WRITES.contains(name) || isWritingAggregation(query)
                ? file.write(() -> super.handleCommand(channel, databaseName, command, query))
                : super.handleCommand(channel, databaseName, command, query);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isWritingAggregation(Document query) {
        return query.get("pipeline") instanceof List<?> stages && stages.stream().anyMatch(stage ->
            stage instanceof Document document && (document.containsKey("$out") || document.containsKey("$merge")));
    }

    @Override
    public void close() {
        super.close();
        file.close();
    }
}

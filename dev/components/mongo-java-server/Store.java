import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * The embedded store: a server of the MongoDB wire protocol on 127.0.0.1, in memory, or durable in one file.
 *
 * Arguments: the port (0 for any free one), then, to be durable, the file. Prints "ready PORT" when it serves.
 * SIGTERM closes it cleanly.
 */
public final class Store {
    private static final long COMPACTION_MILLIS = 2_000;

    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        MongoBackend backend = arguments.length > 1 ? new DurableBackend(arguments[1]) : new MemoryBackend();
        backend.version(new RecentVersion());
        MongoServer server = new MongoServer(backend);
        server.bind("127.0.0.1", port);
        // Closing the server closes the backend, and that its file.
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        System.out.println("ready " + server.getLocalAddress().getPort());
    }

    /** An H2 file that holds every write before the write is acknowledged: a killed process loses nothing it said yes to. */
    private static final class DurableBackend extends H2Backend {
        private static final Set<String> WRITES = Set.of(
            "insert", "update", "delete", "findAndModify", "findandmodify", "createIndexes", "dropIndexes",
            "create", "drop", "dropDatabase", "renameCollection", "aggregate");

        private final MVStore store;
        /** Nothing else is under way while a collection goes: what met it half gone would leave one behind that never works again. */
        private final ReadWriteLock going = new ReentrantReadWriteLock();

        DurableBackend(String file) {
            // Only whole commands are committed, never the middle of one by a timer.
            this(new MVStore.Builder().fileName(file).autoCommitDisabled().open());
        }

        private DurableBackend(MVStore store) {
            super(store);
            this.store = store;
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
            store.close((int) COMPACTION_MILLIS);
            super.close();
        }
    }

    /** Drivers refuse the wire version that the library tells; it does speak what they need of a newer one. */
    private static final class RecentVersion implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    }
}

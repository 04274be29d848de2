import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import java.util.List;

/**
 * The embedded store: a server of the MongoDB wire protocol on 127.0.0.1, in memory, or durable in one file.
 *
 * Arguments: the port (0 for any free one), then, to be durable, the file. Prints "ready PORT" when it serves.
 * SIGTERM closes it cleanly. Exits with 1 and a message when the file is not one that it can read.
 */
public final class Store {
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        MongoServer server = new MongoServer(backend(arguments));
        server.bind("127.0.0.1", port);
        // Closing the server closes the backend, and that its file.
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        System.out.println("ready " + server.getLocalAddress().getPort());
    }

    private static MongoBackend backend(String[] arguments) {
        try {
            DataFile file = arguments.length > 1 ? DataFile.open(arguments[1]) : DataFile.inMemory();
            return new DurableBackend(file).version(new RecentVersion());
        } catch (DataFile.Unreadable unreadable) {
            System.err.println(unreadable.getMessage());
            System.exit(1);
            throw unreadable;
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

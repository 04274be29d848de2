import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** Opens the file and its maps, always with the types that they were written with: with other ones they would be corrupted. */
final class DataFile {
    /** Version of what is in the file: names of the maps, encoding and order of their keys, encoding of their values. */
    private static final int FORMAT = 1;

    private DataFile() {
    }

    /** @throws Unreadable when the file holds data in another format; it is left as it is. */
    static MVStore open(String file) {
        // Only whole commands are committed, never the middle of one by a timer.
        MVStore store = new MVStore.Builder().fileName(file).autoCommitDisabled().open();
        int format = store.getStoreVersion();
        if (format == FORMAT) {
            return store;
        }
        if (format != 0 || !store.getMapNames().isEmpty()) {
            store.closeImmediately();
            throw new Unreadable(file + " was written by " + (format < FORMAT ? "an earlier" : "a later")
                + " version of the embedded store, which this version cannot read. Please move the file away to start"
                + " with an empty store, or use the version of Herald that wrote it.");
        }
        store.setStoreVersion(FORMAT);
        store.commit();
        return store;
    }

    /** The documents of a collection, as BSON, by `_id`. */
    static MVMap<Key, byte[]> documents(MVStore store, String name) {
        return store.openMap(name, new MVMap.Builder<Key, byte[]>().keyType(Key.TYPE).valueType(ByteArrayDataType.INSTANCE));
    }

    /** The keys of a unique index, each with the `_id` of its document. */
    static MVMap<Key, Key> index(MVStore store, String name) {
        return store.openMap(name, new MVMap.Builder<Key, Key>().keyType(Key.TYPE).valueType(Key.TYPE));
    }

    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Unreadable(String message) {
            super(message);
        }
    }
}

import java.io.File;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * Maps in an MVStore, in memory or in a file with a journal beside it. There, a command is acknowledged once its record is in the journal, which is one small
 * write; saving all pages that it changed would take half of the store's time. The pages are saved when much has been written,
 * when a map was removed or renamed, and at a clean end, after which the journal is deleted.
 */
final class DataFile {
    /** Version of what is in the file: names of the maps, encoding and order of their keys, encoding of their values. */
    private static final int FORMAT = 1;
    private static final long MAX_JOURNAL_BYTES = 16 << 20;
    /** Changed pages stay in memory until they are saved. */
    private static final int MAX_UNSAVED_BYTES = 64 << 20;
    private static final int CACHE_MEGABYTES = 32;
    private static final int COMPACTION_MILLIS = 2_000;
    private static final String JOURNAL = "journal";
    private static final String PREVIOUS_JOURNAL = "previousJournal";

    private final MVStore store;
    /** Null in memory, where nothing is to be kept. */
    private final Journal journal;
    /** The ids of the journal that continues what is saved (none after a clean end), and of the one before it. */
    private final MVMap<String, Long> settings;
    private final Map<String, JournaledMap> maps = new ConcurrentHashMap<>();
    /** One command writes at a time, so that each has one record, and records have the order of the writes. */
    private final ReentrantLock writing = new ReentrantLock();
    private boolean structureChanged;

    private DataFile(MVStore store, MVMap<String, Long> settings, Journal journal) {
        this.store = store;
        this.settings = settings;
        this.journal = journal;
    }

    /** Maps that are gone with the process. */
    static DataFile inMemory() {
        return new DataFile(new MVStore.Builder().open(), null, null);
    }

    /** @throws Unreadable when the file has another format, or the journal is another file's; both are left as they are. */
    static DataFile open(String path) {
        // Only whole commands are saved, never the middle of one by a timer or for its size.
        MVStore store = new MVStore.Builder().fileName(path).cacheSize(CACHE_MEGABYTES)
            .autoCommitDisabled().autoCommitBufferSize(0).open();
        try {
            int format = store.getStoreVersion();
            if (format != FORMAT && (format != 0 || !store.getMapNames().isEmpty())) {
                throw new Unreadable(path + " was written by " + (format < FORMAT ? "an earlier" : "a later")
                    + " version of the embedded store, which this version cannot read. Please move the file away to start"
                    + " with an empty store, or use the version of Herald that wrote it.");
            }
            return open(path, store);
        } catch (Unreadable unreadable) {
            store.closeImmediately();
            throw unreadable;
        }
    }

    private static DataFile open(String path, MVStore store) {
        File journalPath = new File(path + ".journal");
        boolean hasJournal = journalPath.exists();
        Long id = Journal.idOf(journalPath);
        MVMap<String, Long> settings = store.openMap("settings");
        Long expected = settings.get(JOURNAL);
        boolean belongs = id == null
            ? hasJournal || expected == null
            : id.equals(expected) || id.equals(settings.get(PREVIOUS_JOURNAL));
        if (!belongs) {
            throw new Unreadable(path + " and " + journalPath + " do not belong together: after a crash, one of them was moved"
                + " without the other. Please put it back, or move both away to start with an empty store.");
        }
        DataFile file = new DataFile(store, settings, new Journal(journalPath));
        if (id != null && id.equals(expected)) {
            file.replay();
        }
        store.setStoreVersion(FORMAT);
        file.save();
        return file;
    }

    private void replay() {
        journal.replay(new Journal.Reader() {
            @Override
            public void put(String map, byte[] key, byte[] value) {
                mapOf(map).put(new Key(key), value);
            }

            @Override
            public void remove(String map, byte[] key) {
                mapOf(map).remove(new Key(key));
            }
        });
    }

    Set<String> names() {
        return store.getMapNames();
    }

    long size() {
        return store.getFileStore().size();
    }

    JournaledMap map(String name) {
        return maps.computeIfAbsent(name, key -> new JournaledMap(key, mapOf(key)));
    }

    /** A map has to be opened with the types that it was written with: others would corrupt it. */
    private MVMap<Key, byte[]> mapOf(String name) {
        return store.openMap(name, new MVMap.Builder<Key, byte[]>().keyType(Key.TYPE).valueType(ByteArrayDataType.INSTANCE));
    }

    void remove(String name) {
        maps.remove(name);
        store.removeMap(name);
        structureChanged = true;
    }

    void rename(String from, String to) {
        JournaledMap map = map(from);
        store.renameMap(map.entries, to);
        map.name = to;
        maps.remove(from);
        maps.put(to, map);
        structureChanged = true;
    }

    /** Runs a command that writes. Once this returns, or throws what the command threw, all that it wrote survives a kill. */
    <T> T write(Supplier<T> command) {
        writing.lock();
        try {
            return command.get();
        } finally {
            try {
                endCommand();
            } finally {
                writing.unlock();
            }
            if (journal != null) {
                journal.flush();
            }
        }
    }

    private void endCommand() {
        if (journal == null) {
            return;
        }
        // A record can't tell that a map was removed or renamed.
        if (structureChanged || journal.size() > MAX_JOURNAL_BYTES || store.getUnsavedMemory() > MAX_UNSAVED_BYTES) {
            save();
        } else {
            journal.endCommand();
        }
    }

    /** Saves the maps and empties the journal. Its id tells after a kill whether it was written before the commit or after it. */
    private void save() {
        long id = new SecureRandom().nextLong();
        replaceJournal(id);
        store.commit();
        journal.restart(id);
        structureChanged = false;
    }

    private void replaceJournal(Long id) {
        Long previous = id == null ? settings.remove(JOURNAL) : settings.put(JOURNAL, id);
        if (previous != null) {
            settings.put(PREVIOUS_JOURNAL, previous);
        }
    }

    void close() {
        if (journal == null) {
            store.closeImmediately();
            return;
        }
        writing.lock();
        try {
            replaceJournal(null);
            // Throws when it fails; the journal is still needed then.
            store.commit();
            store.close(COMPACTION_MILLIS);
            journal.delete();
        } finally {
            writing.unlock();
        }
    }

    /** A map whose changes are written to the journal. */
    final class JournaledMap {
        private String name;
        /** To be read only. */
        final MVMap<Key, byte[]> entries;

        private JournaledMap(String name, MVMap<Key, byte[]> entries) {
            this.name = name;
            this.entries = entries;
        }

        void put(Key key, byte[] value) {
            requireWriting();
            entries.put(key, value);
            notePut(key, value);
        }

        /** @return whether the key was absent. */
        boolean putIfAbsent(Key key, byte[] value) {
            requireWriting();
            if (entries.putIfAbsent(key, value) != null) {
                return false;
            }
            notePut(key, value);
            return true;
        }

        byte[] remove(Key key) {
            requireWriting();
            byte[] removed = entries.remove(key);
            if (removed != null && journal != null) {
                journal.remove(name, key.bytes());
            }
            return removed;
        }

        private void notePut(Key key, byte[] value) {
            if (journal != null) {
                journal.put(name, key.bytes(), value);
            }
        }

        private void requireWriting() {
            if (!writing.isHeldByCurrentThread()) {
                throw new IllegalStateException("A command that was not expected to write would not be durable.");
            }
        }
    }

    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Unreadable(String message) {
            super(message);
        }
    }
}

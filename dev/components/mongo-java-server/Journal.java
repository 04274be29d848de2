import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.zip.CRC32C;

/**
 * The file of all writes since the maps were last saved. It starts with an id, followed by one record for each command, with
 * length and checksum: after a kill a record is there as a whole, or counts as missing.
 */
final class Journal {
    private static final int ID_BYTES = Long.BYTES;
    private static final int FRAME_BYTES = 2 * Integer.BYTES;
    private static final int MAX_IDLE_BYTES = 1 << 20;
    private static final int NEXT_MAP = 1;
    private static final int PUT = 2;
    private static final int REMOVE = 3;

    /** Receives the entries of records, in the order in which they were written. */
    interface Reader {
        void put(String map, byte[] key, byte[] value);

        void remove(String map, byte[] key);
    }

    private final File path;
    private final RandomAccessFile file;
    private volatile long length;
    private boolean broken;

    /** What the current command has written so far. */
    private ByteBuf record = Unpooled.buffer().writeZero(FRAME_BYTES);
    private String recordMap;

    private final Object queue = new Object();
    /** Records of commands that have ended, which are not in the file yet. */
    private ByteBuf queued = Unpooled.buffer();
    private ByteBuf spare = Unpooled.buffer();

    Journal(File path) {
        this.path = path;
        try {
            file = new RandomAccessFile(path, "rw");
            length = file.length();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** The id of the journal in a file; null when there is no file, or none but an empty one, since it was being emptied. */
    static Long idOf(File path) {
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            return file.length() < ID_BYTES ? null : file.readLong();
        } catch (FileNotFoundException missing) {
            return null;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Reads the records up to the first that is not whole, which was never acknowledged. */
    void replay(Reader reader) {
        ByteBuf records = content().skipBytes(ID_BYTES);
        while (records.readableBytes() >= FRAME_BYTES) {
            int bytes = records.readInt();
            int checksum = records.readInt();
            if (bytes < 0 || bytes > records.readableBytes()) {
                return;
            }
            ByteBuf content = records.readSlice(bytes);
            if (checksum(content) != checksum) {
                return;
            }
            replay(content, reader);
        }
    }

    private ByteBuf content() {
        try {
            return Unpooled.wrappedBuffer(Files.readAllBytes(path.toPath()));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void replay(ByteBuf content, Reader reader) {
        String map = null;
        while (content.isReadable()) {
            switch (content.readByte()) {
                case NEXT_MAP -> map = new String(bytes(content), StandardCharsets.UTF_8);
                case PUT -> reader.put(map, bytes(content), bytes(content));
                case REMOVE -> reader.remove(map, bytes(content));
                default -> throw new IllegalStateException("There is no such kind of entry in a journal.");
            }
        }
    }

    void put(String map, byte[] key, byte[] value) {
        entry(PUT, map, key);
        write(value);
    }

    void remove(String map, byte[] key) {
        entry(REMOVE, map, key);
    }

    /** Queues the record of the current command, which has ended. */
    void endCommand() {
        int bytes = record.readableBytes() - FRAME_BYTES;
        if (bytes > 0) {
            record.setInt(0, bytes).setInt(Integer.BYTES, checksum(record.slice(FRAME_BYTES, bytes)));
            synchronized (queue) {
                queued.writeBytes(record);
            }
        }
        clearRecord();
    }

    /** Returns once all queued records are in the file, whichever thread wrote them. */
    void flush() {
        synchronized (file) {
            requireWhole();
            ByteBuf batch;
            synchronized (queue) {
                batch = queued;
                queued = spare;
            }
            if (batch.isReadable()) {
                append(batch.array(), batch.readableBytes());
            }
            spare = emptied(batch);
        }
    }

    /** Empties the journal and gives it another id. The caller has saved all that it held. */
    void restart(long id) {
        synchronized (file) {
            requireWhole();
            synchronized (queue) {
                queued = emptied(queued);
            }
            clearRecord();
            try {
                file.setLength(0);
                length = 0;
            } catch (IOException error) {
                throw failure(error);
            }
            append(Unpooled.copyLong(id).array(), ID_BYTES);
        }
    }

    /** In bytes, including queued records. */
    long size() {
        synchronized (queue) {
            return length + queued.readableBytes();
        }
    }

    void delete() {
        try {
            file.close();
            Files.delete(path.toPath());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private void append(byte[] bytes, int count) {
        try {
            file.write(bytes, 0, count);
            length += count;
        } catch (IOException error) {
            throw failure(error);
        }
    }

    private UncheckedIOException failure(IOException error) {
        broken = true;
        return new UncheckedIOException(error);
    }

    /** What follows half a record is never read again, so nothing is acknowledged any more once a write has failed. */
    private void requireWhole() {
        if (broken) {
            throw new IllegalStateException("The journal could not be written.");
        }
    }

    private void entry(int kind, String map, byte[] key) {
        if (!map.equals(recordMap)) {
            record.writeByte(NEXT_MAP);
            write(map.getBytes(StandardCharsets.UTF_8));
            recordMap = map;
        }
        record.writeByte(kind);
        write(key);
    }

    private void write(byte[] bytes) {
        record.writeInt(bytes.length).writeBytes(bytes);
    }

    private static byte[] bytes(ByteBuf content) {
        byte[] bytes = new byte[content.readInt()];
        content.readBytes(bytes);
        return bytes;
    }

    private void clearRecord() {
        record = emptied(record).writeZero(FRAME_BYTES);
        recordMap = null;
    }

    /** Gives the memory of a large command back. */
    private static ByteBuf emptied(ByteBuf buffer) {
        return buffer.capacity() > MAX_IDLE_BYTES ? Unpooled.buffer() : buffer.clear();
    }

    private static int checksum(ByteBuf content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content.nioBuffer());
        return (int) checksum.getValue();
    }
}

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
 * The writes since the maps were last saved, in a file of records: one a command, and after a kill there as a whole or not at
 * all. The file starts with an id; each record with its length and checksum.
 */
final class Journal {
    private static final int ID_BYTES = Long.BYTES;
    private static final int FRAME_BYTES = 2 * Integer.BYTES;
    private static final int MAX_IDLE_BYTES = 1 << 20;
    private static final int NEXT_MAP = 1;
    private static final int PUT = 2;
    private static final int REMOVE = 3;

    /** What a record says, in the order in which it happened. */
    interface Reader {
        void put(String map, byte[] key, byte[] value);

        void remove(String map, byte[] key);
    }

    private final File path;
    private final RandomAccessFile file;
    private volatile long length;
    private boolean broken;

    /** The command that is under way. */
    private ByteBuf record = Unpooled.buffer().writeZero(FRAME_BYTES);
    private String recordMap;

    private final Object queue = new Object();
    /** Commands that have ended and are not in the file yet. */
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

    /** The id of the journal in a file, or null when there is none, or when it was being started. */
    static Long idOf(File path) {
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            return file.length() < ID_BYTES ? null : file.readLong();
        } catch (FileNotFoundException missing) {
            return null;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Reads all records that are whole. What follows them was never acknowledged. */
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

    /** The command that is under way has ended: queues what it wrote. */
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

    /** Returns when all commands that have ended are in the file: written by this thread, or by another one for both. */
    void flush() {
        synchronized (file) {
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

    /** Starts again, empty: all that was written is saved elsewhere. */
    void restart(long id) {
        synchronized (file) {
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

    /** In bytes, with what is queued. */
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
        if (broken) {
            throw new IllegalStateException("The journal could not be written.");
        }
        try {
            file.seek(length);
            file.write(bytes, 0, count);
            length += count;
        } catch (IOException error) {
            throw failure(error);
        }
    }

    /** Behind half a record nothing would be found again, so nothing is acknowledged any more. */
    private UncheckedIOException failure(IOException error) {
        broken = true;
        return new UncheckedIOException(error);
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

    /** One large command should not take its memory for ever. */
    private static ByteBuf emptied(ByteBuf buffer) {
        return buffer.capacity() > MAX_IDLE_BYTES ? Unpooled.buffer() : buffer.clear();
    }

    private static int checksum(ByteBuf content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content.nioBuffer());
        return (int) checksum.getValue();
    }
}

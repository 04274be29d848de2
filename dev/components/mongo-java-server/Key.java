import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * The values of an index's fields as bytes: equal bytes mean equal values, and the order of keys is that of the bytes. Within
 * numbers, dates, object ids and strings that is the order of the values, so that what is inserted in order lies together.
 */
final class Key {
    static final BasicDataType<Key> TYPE = new Type();
    private static final int INITIAL_BUFFER_BYTES = 64;

    private final byte[] bytes;

    /** @param bytes as {@link #bytes()} gave them. */
    Key(byte[] bytes) {
        this.bytes = bytes;
    }

    static Key of(Object value) {
        return value instanceof String text ? of(text) : of(new KeyValue(value).normalized());
    }

    /** @param values as the library normalizes them: numbers that are equal are the same double, and nothing is missing. */
    static Key of(KeyValue values) {
        if (values.size() == 1 && values.get(0) instanceof String text) {
            return of(text);
        }
        ByteBuf buffer = Unpooled.buffer(INITIAL_BUFFER_BYTES);
        values.forEach(value -> write(value, buffer));
        return new Key(ByteBufUtil.getBytes(buffer));
    }

    /** With its length in front, as in BSON, short strings would come first; with nothing behind it, it needs none. */
    private static Key of(String text) {
        byte[] characters = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[1 + characters.length];
        bytes[0] = BsonConstants.TYPE_UTF8_STRING;
        System.arraycopy(characters, 0, bytes, 1, characters.length);
        return new Key(bytes);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether it is a single string's. */
    boolean isString() {
        return bytes[0] == BsonConstants.TYPE_UTF8_STRING;
    }

    private static void write(Object value, ByteBuf buffer) {
        byte type = BsonEncoder.determineType(value);
        buffer.writeByte(type);
        switch (type) {
            case BsonConstants.TYPE_DOUBLE -> {
                // Makes all NaN one, as their equality does.
                long bits = Double.doubleToLongBits((Double) value);
                buffer.writeLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
            }
            case BsonConstants.TYPE_INT64 -> buffer.writeLong((Long) value ^ Long.MIN_VALUE);
            case BsonConstants.TYPE_UTC_DATETIME ->
                buffer.writeLong(((Instant) value).toEpochMilli() ^ Long.MIN_VALUE);
            default -> BsonEncoder.encodeValue(type, value, buffer);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    private static final class Type extends BasicDataType<Key> {
        private static final int OBJECT_BYTES = 40;

        @Override
        public int compare(Key a, Key b) {
            return Arrays.compareUnsigned(a.bytes, b.bytes);
        }

        @Override
        public int getMemory(Key key) {
            return OBJECT_BYTES + key.bytes.length;
        }

        @Override
        public void write(WriteBuffer buffer, Key key) {
            buffer.putVarInt(key.bytes.length).put(key.bytes);
        }

        @Override
        public Key read(ByteBuffer buffer) {
            byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
            buffer.get(bytes);
            return new Key(bytes);
        }

        @Override
        public Key[] createStorage(int size) {
            return new Key[size];
        }
    }
}

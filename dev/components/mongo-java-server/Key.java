import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    static Key of(Object value) {
        return of(new KeyValue(value).normalized());
    }

    /** @param values as the library normalizes them: numbers that are equal are the same double, and nothing is missing. */
    static Key of(KeyValue values) {
        ByteBuf buffer = Unpooled.buffer(INITIAL_BUFFER_BYTES);
        int last = values.size() - 1;
        for (int index = 0; index < last; index++) {
            write(values.get(index), buffer);
        }
        if (values.get(last) instanceof String text) {
            // With nothing behind it, its end needs no mark; with a length in front, short strings would come first.
            buffer.writeByte(BsonConstants.TYPE_UTF8_STRING);
            buffer.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        } else {
            write(values.get(last), buffer);
        }
        return new Key(ByteBufUtil.getBytes(buffer));
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
                buffer.writeLong(((java.time.Instant) value).toEpochMilli() ^ Long.MIN_VALUE);
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

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/// Receives traces by OTLP over HTTP on port 4318, and prints a line for each span: its trace, its id, the id of its
/// parent or `-`, and its name, separated by tabs. Run from the source: `java Collector.java`.
class Collector {
    // The fields of the messages ExportTraceServiceRequest, ResourceSpans, ScopeSpans and Span of OTLP.
    private static final int RESOURCE_SPANS = 1;
    private static final int SCOPE_SPANS = 2;
    private static final int SPANS = 2;
    private static final int TRACE_ID = 1;
    private static final int SPAN_ID = 2;
    private static final int PARENT_SPAN_ID = 4;
    private static final int NAME = 5;

    // The types of fields on the wire that OTLP uses.
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FOUR_BYTES = 5;

    private static final int PORT = 4318;

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                InputStream body = exchange.getRequestBody();
                printSpans(ByteBuffer.wrap((packed ? new GZIPInputStream(body) : body).readAllBytes()));
                exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
            } catch (RuntimeException e) {
                System.err.println("these are no traces: " + e);
                throw e;
            }
        });
        server.start();
        System.out.println("ready");
    }

    private static void printSpans(ByteBuffer request) {
        eachMessage(
                request,
                RESOURCE_SPANS,
                resource ->
                        eachMessage(resource, SCOPE_SPANS, scope -> eachMessage(scope, SPANS, Collector::printSpan)));
    }

    private static void printSpan(ByteBuffer span) {
        String[] printed = {"-", "-", "-", "-"};
        eachField(span, (field, value) -> {
            switch (field) {
                case TRACE_ID -> printed[0] = hexadecimal(value);
                case SPAN_ID -> printed[1] = hexadecimal(value);
                case PARENT_SPAN_ID -> printed[2] = value.hasRemaining() ? hexadecimal(value) : "-";
                case NAME -> printed[3] = StandardCharsets.UTF_8.decode(value).toString();
                default -> {}
            }
        });
        System.out.println(String.join("\t", printed));
    }

    private static String hexadecimal(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private interface Message {
        void read(ByteBuffer message);
    }

    private interface Field {
        void read(int number, ByteBuffer value);
    }

    private static void eachMessage(ByteBuffer container, int wanted, Message reader) {
        eachField(container, (number, value) -> {
            if (number == wanted) {
                reader.read(value);
            }
        });
    }

    /// Calls the reader for each field of a message that has a length; the others are skipped.
    private static void eachField(ByteBuffer message, Field reader) {
        message.order(ByteOrder.LITTLE_ENDIAN);
        while (message.hasRemaining()) {
            long tag = varint(message);
            switch ((int) (tag & 7)) {
                case VARINT -> varint(message);
                case EIGHT_BYTES -> message.position(message.position() + 8);
                case FOUR_BYTES -> message.position(message.position() + 4);
                case LENGTH_DELIMITED -> {
                    int length = (int) varint(message);
                    ByteBuffer value = message.slice(message.position(), length);
                    message.position(message.position() + length);
                    reader.read((int) (tag >>> 3), value);
                }
                default -> throw new IllegalArgumentException("type " + (tag & 7) + " of a field");
            }
        }
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}

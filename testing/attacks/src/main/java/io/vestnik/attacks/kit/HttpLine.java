package io.vestnik.attacks.kit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 connection with full control over its bytes, so that requests can be malformed, slow or pipelined. One
/// thread may write while another one reads.
public final class HttpLine implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(1);
    private static final byte[] SERVER = {127, 0, 0, 1};
    private static final int BUFFER_BYTES = 16 * 1024;

    /// The maximum length of a response head. The heads of this server are shorter.
    private static final int HEAD_CHARS_MAX = 64 * 1024;

    private final Socket socket;
    private final InputStream in;

    /// @param receiveBufferBytes the size of the kernel's receive buffer; 0 = the default of the system
    public HttpLine(int port, InetAddress from, int receiveBufferBytes) throws IOException {
        this.socket = connect(port, from, receiveBufferBytes);
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    public HttpLine(int port, InetAddress from) throws IOException {
        this(port, from, 0);
    }

    static Socket connect(int port, InetAddress from, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(SERVER), port), (int) CONNECT_TIMEOUT.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Encodes a request.
    ///
    /// @param token null = no `Authorization` header
    /// @param json null = no body
    public static byte[] request(String method, String path, @Nullable String token, @Nullable String json) {
        byte[] body = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(512)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if (token != null) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        if (json != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    public void write(String latin1) throws IOException {
        write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Sends a request, and reads the response with its body.
    public Reply exchange(String method, String path, @Nullable String token, @Nullable String json)
            throws IOException {
        write(request(method, path, token, json));
        return read(true);
    }

    /// Sends a request and reads the response, but does not keep the body of a success.
    public Reply skim(String method, String path, @Nullable String token, @Nullable String json) throws IOException {
        write(request(method, path, token, json));
        return read(false);
    }

    /// Reads a response.
    ///
    /// @param keep whether to keep the body of a success
    public Reply read(boolean keep) throws IOException {
        String head = head();
        int status = Integer.parseInt(head, 9, 12, 10);
        boolean wanted = keep || status >= 400;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long bytes;
        if (header(head, "transfer-encoding").contains("chunked")) {
            bytes = 0;
            for (long size = chunkSize(); size > 0; size = chunkSize()) {
                copy(size, wanted ? body : null);
                bytes += size;
                line();
            }
            line();
        } else {
            String length = header(head, "content-length");
            bytes = length.isEmpty() ? 0 : Long.parseLong(length);
            copy(bytes, wanted ? body : null);
        }
        String pause = header(head, "retry-after");
        return new Reply(status, body.toByteArray(), bytes, pause.isEmpty() ? -1 : Long.parseLong(pause));
    }

    /// Waits for the next byte.
    ///
    /// @return -1 if the server has closed the connection
    public int readByte() throws IOException {
        return in.read();
    }

    /// Reads and drops bytes.
    ///
    /// @throws java.io.EOFException if the server closed the connection before it sent so many bytes
    public void skip(int bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    public void readTimeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) timeout.toMillis());
    }

    /// Ends the connection with a reset in place of an orderly close.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String head() throws IOException {
        return head(in);
    }

    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder(512);
        int last4 = 0;
        while (last4 != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0 || head.length() > HEAD_CHARS_MAX) {
                throw new EOFException(head.isEmpty() ? "closed" : "closed within a head");
            }
            head.append((char) next);
            last4 = last4 << 8 | next;
        }
        return head.toString();
    }

    private long chunkSize() throws IOException {
        return Long.parseLong(line().split(";", 2)[0].strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed within a body");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private void copy(long count, @Nullable ByteArrayOutputStream to) throws IOException {
        if (to == null) {
            in.skipNBytes(count);
        } else {
            byte[] read = in.readNBytes(Math.toIntExact(count));
            if (read.length < count) {
                throw new EOFException("closed within a body");
            }
            to.writeBytes(read);
        }
    }

    private static String header(String head, String name) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
        if (at < 0) {
            return "";
        }
        int start = at + name.length() + 3;
        return head.substring(start, head.indexOf("\r\n", start)).strip().toLowerCase(Locale.ROOT);
    }
}

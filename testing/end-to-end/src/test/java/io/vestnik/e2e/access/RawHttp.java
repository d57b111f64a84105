package io.vestnik.e2e.access;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sends bytes that no client library would send, and reads the responses.
final class RawHttp implements AutoCloseable {
    /// The maximum time for a response, in milliseconds. No response takes so long on the slowest machine, so a longer
    /// wait means a hang.
    private static final int PATIENCE_MILLIS = 60_000;

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    RawHttp(int port) {
        this.port = port;
    }

    /// A response.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, Map<String, String> headers, byte[] body) {}

    /// Sends a head with line ends as given, and a body.
    ///
    /// @return the response, or null if the server had closed a kept-alive connection
    @Nullable
    Reply ask(String head, byte[] body, boolean headOnly) throws IOException {
        boolean kept = socket != null;
        Socket to = socket == null ? open() : socket;
        try {
            to.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            to.getOutputStream().write(body);
            to.getOutputStream().flush();
            Reply reply = read(headOnly);
            if (reply.headers().getOrDefault("connection", "").equalsIgnoreCase("close")) {
                close();
            }
            return reply;
        } catch (java.net.SocketTimeoutException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            if (kept) {
                return null;
            }
            throw e;
        }
    }

    /// Sends the bytes and disconnects.
    void cut(String head, byte[] body) throws IOException {
        close();
        Socket to = open();
        to.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        to.getOutputStream().write(body);
        to.getOutputStream().flush();
        close();
    }

    private Socket open() throws IOException {
        Socket opened = new Socket("localhost", port);
        opened.setSoTimeout(PATIENCE_MILLIS);
        opened.setTcpNoDelay(true);
        socket = opened;
        in = new BufferedInputStream(opened.getInputStream(), 16 * 1024);
        return opened;
    }

    private Reply read(boolean headOnly) throws IOException {
        String[] first = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(first[1]);
        boolean empty = headOnly || status == 204 || status == 304;
        return new Reply(status, headers, empty ? new byte[0] : body(headers));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return required().readNBytes(Integer.parseInt(length));
        }
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                whole.write(required().readNBytes(size));
                line();
            }
            line();
            return whole.toByteArray();
        }
        byte[] rest = required().readAllBytes();
        close();
        return rest;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = required().read(); c != '\n'; c = required().read()) {
            if (c < 0) {
                throw new EOFException("after \"" + line + "\"");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private InputStream required() throws IOException {
        if (in == null) {
            throw new IOException("not open");
        }
        return in;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
            in = null;
        }
    }
}

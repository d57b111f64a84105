package io.vestnik.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The server's side of one WebSocket of a [FakePeer]. Used under the lock of the peer.
public final class PeerSocket {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int BYTES_MAX = 0xFFFF;

    private final Socket socket;
    private final OutputStream out;
    private final String user;

    PeerSocket(Socket socket, OutputStream out, String user) {
        this.socket = socket;
        this.out = out;
        this.user = user;
    }

    /// The id of the user: the part of the access token before the first dot.
    public String user() {
        return user;
    }

    /// Sends a frame.
    public void send(ObjectNode frame) {
        send(frame.toString());
    }

    /// Sends a text, which may violate the protocol.
    public void send(String text) {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends a ping. Its pong proves that the client has received everything that was sent before.
    public void ping(long number) {
        frame(PING, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /// Sends a close frame, and then ends the data to the client.
    public void close(int code) {
        frame(CLOSE, new byte[] {(byte) (code >>> 8), (byte) code});
        try {
            // Closing the socket immediately could discard the frame, since unread bytes of the client would reset the
            // connection.
            socket.shutdownOutput();
        } catch (IOException e) {
            // The connection was cut before.
            return;
        }
    }

    /// Closes the connection without a close frame.
    public void cut() {
        FaultyLink.closeQuietly(socket);
    }

    private void frame(int first, byte[] payload) {
        if (payload.length > BYTES_MAX) {
            throw new IllegalArgumentException(payload.length + " bytes do not fit into a frame of this peer");
        }
        try {
            out.write(first);
            if (payload.length < 126) {
                out.write(payload.length);
            } else {
                out.write(126);
                out.write(payload.length >>> 8);
                out.write(payload.length);
            }
            out.write(payload);
            out.flush();
        } catch (IOException e) {
            // The client has closed the connection. The thread that reads from the client notices it.
            return;
        }
    }
}

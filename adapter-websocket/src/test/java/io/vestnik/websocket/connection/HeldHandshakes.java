package io.vestnik.websocket.connection;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Holds a handshake after the server accepted it and before the connection is open, from [#hold] to [#release].
final class HeldHandshakes extends Handler.Wrapper {
    private volatile CountDownLatch arrival = new CountDownLatch(0);
    private volatile CountDownLatch going = new CountDownLatch(0);

    void hold() {
        arrival = new CountDownLatch(1);
        going = new CountDownLatch(1);
    }

    /// Waits until a handshake is held.
    void awaitHeld() throws InterruptedException {
        if (!arrival.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no handshake came");
        }
    }

    void release() {
        going.countDown();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        CountDownLatch arrived = arrival;
        CountDownLatch released = going;
        return super.handle(request, response, new Callback.Nested(callback) {
            @Override
            public void succeeded() {
                arrived.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.succeeded();
            }
        });
    }
}

package io.vestnik.e2e.conversation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A TLS client that trusts only the certificates of one authority.
final class TrustingClient {
    private final HttpClient client;

    private TrustingClient(HttpClient client) {
        this.client = client;
    }

    /// Makes a client that trusts the authority with this certificate, in PEM.
    static TrustingClient of(String root) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry(
                "root",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(root.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new TrustingClient(HttpClient.newBuilder().sslContext(context).build());
    }

    HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// Opens a WebSocket, sends one frame, and returns the received frames.
    BlockingQueue<String> talk(URI address, String hello) {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        client.newWebSocketBuilder()
                .buildAsync(address, new Listener(received))
                .orTimeout(60, TimeUnit.SECONDS)
                .join()
                .sendText(hello, true)
                .join();
        return received;
    }

    private record Listener(BlockingQueue<String> received) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.addAll(List.of(data.toString()));
            socket.request(1);
            return null;
        }
    }
}

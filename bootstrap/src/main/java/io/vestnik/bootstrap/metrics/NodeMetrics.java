package io.vestnik.bootstrap.metrics;

import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.http.route.RequestMetrics;
import io.vestnik.websocket.WebSocketEndpoint;
import io.vestnik.websocket.connection.WebSocketMetrics;

/// Receives the measurements of a node.
public interface NodeMetrics {
    /// Ignores all measurements.
    NodeMetrics NONE = new NodeMetrics() {
        @Override
        public SendMetrics sends() {
            return SendMetrics.NONE;
        }

        @Override
        public LiveMetrics live() {
            return LiveMetrics.NONE;
        }

        @Override
        public WebSocketMetrics sockets() {
            return WebSocketMetrics.NONE;
        }

        @Override
        public RequestMetrics requests() {
            return RequestMetrics.NONE;
        }

        @Override
        public void watch(WebSocketEndpoint endpoint) {}

        @Override
        public String text() {
            return "";
        }
    };

    /// The receiver of the measurements of sends.
    SendMetrics sends();

    /// The receiver of the measurements of live delivery.
    LiveMetrics live();

    /// The receiver of the measurements of WebSocket connections and frames.
    WebSocketMetrics sockets();

    /// The receiver of the measurements of HTTP requests.
    RequestMetrics requests();

    /// Adds the gauges of the WebSocket connections. Called once, before the node listens.
    void watch(WebSocketEndpoint endpoint);

    /// All metrics in the text format of Prometheus.
    String text();
}

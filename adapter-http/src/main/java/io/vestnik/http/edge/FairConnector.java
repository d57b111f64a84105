package io.vestnik.http.edge;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;

/// A connector whose accepted connections are opened by an [AcceptGate].
public final class FairConnector extends ServerConnector {
    private final AcceptGate gate;
    private final Peers peers;

    public FairConnector(Server server, ConnectionFactory connections, AcceptGate gate, Peers peers) {
        super(server, connections);
        this.gate = gate;
        this.peers = peers;
        addBean(gate, false);
        gate.guard(this::setAccepting, channel -> ((Selectors) getSelectorManager()).open(channel));
    }

    /// Called by the constructor of the super class.
    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new Selectors(executor, scheduler, selectors);
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        gate.closeHeld();
    }

    private final class Selectors extends ServerConnectorManager {
        Selectors(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
        }

        /// Called for a connection that was accepted.
        @Override
        public void accept(SelectableChannel channel) {
            try {
                gate.accepted(channel, peers.address(((SocketChannel) channel).getRemoteAddress()));
            } catch (IOException e) {
                // The client has closed the connection.
                IO.close(channel);
            }
        }

        void open(SelectableChannel channel) {
            accept(channel, null);
        }
    }
}

package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.http.HttpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Checks that a server can listen on its ports. At the start of the program the check comes before a database is made.
final class PortProbe {
    /// The lowest port that needs no permission on most machines.
    private static final int UNPRIVILEGED_PORT_MIN = 1024;

    private PortProbe() {}

    /// Binds the ports of a server, and releases them. Port 0 can always be bound.
    ///
    /// @throws StartFailedException with the reason and the setting to change
    static void check(HttpSettings settings) {
        String host = settings.host().orElse("0.0.0.0");
        List<ServerSocketChannel> bound = new ArrayList<>();
        try {
            bound.add(bind(host, settings.port(), Setting.PORT));
            settings.metricsPort().ifPresent(port -> bound.add(bind(host, port, Setting.METRICS_PORT)));
        } finally {
            bound.forEach(PortProbe::close);
        }
    }

    private static ServerSocketChannel bind(String host, int port, Setting setting) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new StartFailedException(
                    "the address " + host + " is unknown: choose another with " + Setting.HOST.variable());
        }
        try {
            return bind(address);
        } catch (IOException e) {
            throw new StartFailedException(reason(host, port, setting, address.getAddress()), e);
        }
    }

    /// The exception does not tell a missing permission from a port in use: its text is in the language of the machine.
    private static String reason(String host, int port, Setting setting, InetAddress address) {
        if (!isOfThisMachine(address)) {
            return host + " is not an address of this machine: choose another with " + Setting.HOST.variable();
        }
        if (port < UNPRIVILEGED_PORT_MIN) {
            return String.format(
                    Locale.ROOT,
                    "port %d of %s cannot be listened on: this user may not use ports below %d, or another server is"
                            + " running there; choose another with %s",
                    port,
                    host,
                    UNPRIVILEGED_PORT_MIN,
                    setting.variable());
        }
        return String.format(
                Locale.ROOT,
                "port %d of %s cannot be listened on; is another server running there? Choose another with %s",
                port,
                host,
                setting.variable());
    }

    /// Whether any port of the address can be bound.
    private static boolean isOfThisMachine(InetAddress address) {
        try {
            close(bind(new InetSocketAddress(address, 0)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            return channel.bind(address);
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private static void close(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

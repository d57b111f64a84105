package io.vestnik.faults.run.system;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Drops packets of the loopback interface, in a network of the run's own ([OwnNetwork]). The kernel chooses the
/// packets at random.
public final class PacketLoss implements AutoCloseable {
    private static final String TABLE = "vestnik";
    private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");

    private PacketLoss() {}

    /// Drops a share of the packets from and to a port.
    ///
    /// @param percent 1 to 100
    public static PacketLoss on(int port, int percent) {
        // The comparison with a random number cannot express all packets.
        String share = percent < 100 ? " numgen random mod 100 < " + percent : "";
        nft("add table inet " + TABLE);
        nft("add chain inet " + TABLE + " input { type filter hook input priority 0 ; }");
        for (String end : List.of("dport", "sport")) {
            nft("add rule inet " + TABLE + " input tcp " + end + " " + port + share + " counter drop");
        }
        return new PacketLoss();
    }

    /// The number of packets dropped so far.
    public long dropped() {
        Matcher packets = PACKETS.matcher(nft("list chain inet " + TABLE + " input"));
        long sum = 0;
        while (packets.find()) {
            sum += Long.parseLong(packets.group(1));
        }
        return sum;
    }

    private static String nft(String command) {
        return Programs.run(List.of("nft", command));
    }

    /// Drops no more packets.
    @Override
    public void close() {
        nft("delete table inet " + TABLE);
    }
}

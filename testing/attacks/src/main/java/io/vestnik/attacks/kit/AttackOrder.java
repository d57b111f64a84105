package io.vestnik.attacks.kit;

import java.time.Duration;
import java.util.List;

/// The arguments of the attacker's process: which attack to run, where, and for how long.
///
/// @param port the port of the server on 127.0.0.1
/// @param network the second byte of the attack's loopback addresses, so that attacks on one server do not share limits
/// @param shortRun whether large data is seeded at a tenth of its size
public record AttackOrder(String attack, int port, int network, Duration length, boolean shortRun) {

    public List<String> toArguments() {
        return List.of(
                attack,
                Integer.toString(port),
                Integer.toString(network),
                length.toString(),
                Boolean.toString(shortRun));
    }

    public static AttackOrder of(String... arguments) {
        return new AttackOrder(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Duration.parse(arguments[3]),
                Boolean.parseBoolean(arguments[4]));
    }
}

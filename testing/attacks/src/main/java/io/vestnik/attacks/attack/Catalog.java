package io.vestnik.attacks.attack;

import io.vestnik.attacks.kit.Attack;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The list of all attacks.
public final class Catalog {
    private static final List<Attack> ALL = List.of(
            ResponseMemory.changesFlood(),
            ResponseMemory.slowHistory(),
            ResponseMemory.parallelReads(),
            ResponseMemory.slowRoutes(),
            ResponseMemory.drippingReaders(),
            ResponseMemory.drippingUsers(),
            ResumeMemory.sinceOfStrangers(),
            ResumeMemory.slowResume(),
            ResumeMemory.manyChats(),
            ResumeMemory.resumeStorm(),
            BeforeLogin.helloFlood(),
            BeforeLogin.tinyParts(),
            BeforeLogin.idleHandshakes(),
            BeforeLogin.silentSockets(),
            BeforeLogin.pendingHandshakes(),
            BeforeLogin.hostileHello(),
            Sends.pipelined(),
            Sends.obedient(),
            Sends.javaClient(),
            Sends.obedientConnections(),
            Keys.keyStorm(),
            Keys.uuidSpellings(),
            Writes.typing(),
            Writes.editFlood(),
            Writes.lockedChat(),
            Writes.deleteFlood(),
            Writes.readMarks(),
            Writes.editWar(),
            Consumers.presence(),
            Consumers.slowConsumers(),
            Consumers.fanOut(),
            Consumers.replacedConnections(),
            Groups.groupSpam(),
            Groups.strangersAdded(),
            JoinedGroups.attack(),
            Groups.titleChanges(),
            Groups.deleteLargeGroup(),
            Groups.memberChurn(),
            Groups.deletionLoop(),
            Groups.eraseAccount(),
            Reads.unread(),
            Reads.metrics(),
            Reads.changesLoops(),
            Reads.extremes(),
            Reads.searches(),
            Reads.pipelinedHttp(),
            Passwords.logins(),
            Passwords.loginsOfOneAddress(),
            Passwords.registrations(),
            Passwords.refreshes(),
            Passwords.passwordChanges(),
            Passwords.devices(),
            Frames.malformed(),
            Frames.hostileJson(),
            Frames.compression(),
            Frames.pingFlood(),
            Frames.frameFlood(),
            Frames.resets(),
            HttpForms.heads(),
            HttpForms.halfHeads(),
            HttpForms.bodies(),
            HttpForms.hostileBodies(),
            HttpForms.halfBodies(),
            HttpForms.nonsense(),
            AtOnce.everything());

    /// The names of the attacks of a short run. They attack different parts of the server, and each attack is prepared
    /// within seconds.
    private static final List<String> SHORT = List.of(
            "changes-flood",
            "slow-history",
            "parallel-reads",
            "slow-resume",
            "hello-flood",
            "pipelined-sends",
            "obedient-connections",
            "java-client-burst",
            "key-storm",
            "uuid-spellings",
            "edit-flood",
            "typing-flood",
            "locked-chat",
            "title-changes",
            "group-spam",
            "strangers-added",
            "joined-groups",
            "slow-consumers",
            "login-flood",
            "login-flood-one-address",
            "silent-sockets",
            "half-heads",
            "malformed-frames",
            "hostile-bodies");

    private Catalog() {}

    public static List<Attack> all() {
        return ALL;
    }

    /// The attacks of a short run.
    public static List<Attack> ofShortRun() {
        return SHORT.stream().map(Catalog::one).toList();
    }

    /// Finds attacks by their names.
    ///
    /// @param names the names, separated by commas; empty = all attacks
    /// @throws IllegalArgumentException if a name is unknown; the message contains the name
    public static List<Attack> named(String names) {
        if (names.isEmpty()) {
            return ALL;
        }
        return Stream.of(names.split(",", -1)).map(Catalog::one).toList();
    }

    private static Attack one(String name) {
        return ALL.stream()
                .filter(attack -> attack.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no attack " + name + "; there are "
                        + ALL.stream().map(Attack::name).collect(Collectors.joining(", "))));
    }
}

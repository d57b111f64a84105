package io.vestnik.simulation.world;

import io.vestnik.application.account.RevokeDevice;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.client.ClientDevice;
import io.vestnik.simulation.client.ModelClient;
import io.vestnik.simulation.fault.FaultKind;
import java.time.Duration;
import java.util.List;

/// Performs the actions that happen to the clients, the nodes and the store of a world.
final class WorldFaults {
    /// Within this time both ends of a connection learn that it was cut.
    private static final Duration SOON = Duration.ofMillis(200);

    private final World world;

    WorldFaults(World world) {
        this.world = world;
    }

    void perform(Action action) {
        Duration length = Duration.ofMillis(action.amount());
        switch (action.kind()) {
            case REVOKE -> revoke(world.client(action.who()).device(), action.what());
            case LOG_IN -> logIn(action.who());
            case CUT -> cut(action.who(), FaultKind.LINK_CUT, SOON, SOON);
            case HALF_OPEN -> halfOpen(action, length);
            case FAULT -> window(FaultKind.of(action.who()), action.what(), length);
            case LOCK -> lock(action.what());
            case CUT_BUS -> world.node(action.who()).cutBus(length, action.what() % 2 != 0);
            case PAUSE -> world.node(action.who()).pause(length);
            case KILL -> world.node(action.who()).kill(length);
            case DRAIN -> world.node(action.who()).drain(length);
            case CLOCK -> {
                world.faults().count(FaultKind.CLOCK_STEPPED);
                world.backend().process().setClockOffset(length);
            }
            case SEND, SEND_HTTP, REPEAT_HTTP, INTRUDE, EDIT, DELETE, READ, TYPE, HISTORY, SLEEP ->
                throw new IllegalArgumentException("an action of a client: " + action);
            case DIRECT, FOUND, ADD, REMOVE, LEAVE, RETITLE, ROLE, DISSOLVE ->
                throw new IllegalArgumentException("an action of a client: " + action);
        }
    }

    /// Revokes a device at a node. No effect if the node accepts no requests.
    private void revoke(ClientDevice device, int number) {
        SimulatedNode node = world.node(number);
        if (node.door().isPresent()) {
            node.running()
                    .ifPresent(running -> running.door().runtime().start("http", () -> {
                        RevokeDevice.Outcome outcome =
                                running.accounts().revoke().revoke(device.userId(), device.deviceId());
                        if (outcome == RevokeDevice.Outcome.REVOKED) {
                            world.judges().book().devices().revoked(device.deviceId(), running.process());
                        }
                    }));
        }
    }

    private void logIn(int user) {
        WorldClient client = world.logIn(user);
        client.model().goOnline(ModelClient.ResumeStyle.VERSIONS);
    }

    private void cut(int client, FaultKind kind, Duration clientAfter, Duration nodeAfter) {
        WorldClient cut = world.client(client);
        if (cut.link().isPresent()) {
            world.faults().count(kind);
            cut.cut(clientAfter, nodeAfter);
        }
    }

    private void halfOpen(Action action, Duration late) {
        boolean nodeLate = action.what() % 2 != 0;
        cut(action.who(), FaultKind.LINK_HALF_OPEN, nodeLate ? SOON : late, nodeLate ? late : SOON);
    }

    private void window(FaultKind kind, int percent, Duration length) {
        world.faults().begin(kind, percent);
        world.later(length, "end of " + kind, () -> world.faults().end(kind));
    }

    /// Lets a transaction of another program hold the lock of a chat's row for a while.
    private void lock(int number) {
        List<ChatId> chats = world.chats();
        if (chats.isEmpty()) {
            return;
        }
        ChatId chat = chats.get(Math.floorMod(number, chats.size()));
        List<UserId> members = world.oracle().members(chat);
        if (!members.isEmpty()) {
            world.strangerRuntime().start("lock", () -> hold(chat, members.getFirst()));
        }
    }

    private void hold(ChatId chat, UserId member) {
        try {
            Outcome<ChatView> outcome = world.observer().chats().retitle(chat, member, new ChatTitle("never stored"));
            if (outcome instanceof Outcome.Done<ChatView>) {
                throw new IllegalStateException("the transaction of a stranger was stored");
            }
        } catch (StoreUnavailableException e) {
            // The transaction was rolled back, or did not get the lock.
        }
    }
}

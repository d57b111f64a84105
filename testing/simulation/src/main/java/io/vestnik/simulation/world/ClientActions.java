package io.vestnik.simulation.world;

import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.client.ModelClient;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// Performs the actions of clients.
final class ClientActions {
    private static final int PAGE = 50;
    private static final int REPLY_EVERY = 7;
    private static final int UNACKNOWLEDGED_MAX = 10;
    private static final long GROUPS = 0x6772_6f75_7073L;
    private static final List<Role> ROLES = List.of(Role.ADMIN, Role.MEMBER, Role.ADMIN, Role.OWNER);
    private static final List<ModelClient.ResumeStyle> STYLES = List.of(ModelClient.ResumeStyle.values());

    private final World world;
    private long groups;

    ClientActions(World world) {
        this.world = world;
    }

    void perform(Action action) {
        WorldClient client = world.client(action.who());
        switch (action.kind()) {
            case SEND -> own(client, action).ifPresent(chat -> send(client, chat, action));
            case SEND_HTTP -> own(client, action).ifPresent(client::sendOverHttp);
            case REPEAT_HTTP -> own(client, action).ifPresent(client.model()::repeatOverHttp);
            case INTRUDE -> any(action).ifPresent(client::sendOverHttp);
            case EDIT -> own(client, action).ifPresent(client::edit);
            case DELETE -> own(client, action).ifPresent(client::delete);
            case READ -> own(client, action).ifPresent(client.model()::read);
            case TYPE -> own(client, action).ifPresent(client.model()::type);
            case HISTORY -> any(action).ifPresent(chat -> history(client, chat));
            case SLEEP -> world.sleep(client, action.amount(), style(action));
            case DIRECT, FOUND, ADD, REMOVE, LEAVE, RETITLE, ROLE, DISSOLVE -> change(client, action);
            case REVOKE, LOG_IN, CUT, HALF_OPEN, FAULT, LOCK, CUT_BUS, PAUSE, KILL, DRAIN, CLOCK ->
                throw new IllegalArgumentException("no action of a client: " + action);
        }
    }

    private static ModelClient.ResumeStyle style(Action action) {
        return STYLES.get(Math.floorMod(action.what(), STYLES.size()));
    }

    /// A chat that the client has.
    private static Optional<ChatId> own(WorldClient client, Action action) {
        return at(client.chats(), action.what());
    }

    /// A chat, whether or not the user is a member.
    private Optional<ChatId> any(Action action) {
        return at(world.chats(), action.what());
    }

    private static Optional<ChatId> at(List<ChatId> chats, int number) {
        return chats.isEmpty() ? Optional.empty() : Optional.of(chats.get(Math.floorMod(number, chats.size())));
    }

    /// A user whose client has many unacknowledged messages waits, so that the rate limit lets them through in time
    /// when faults have stopped.
    private static void send(WorldClient client, ChatId chat, Action action) {
        if (client.model().unacknowledged() >= UNACKNOWLEDGED_MAX) {
            return;
        }
        if (action.what() % REPLY_EVERY == 0) {
            client.reply(chat);
        }
        client.send(chat, action.amount());
    }

    private static void history(WorldClient client, ChatId chat) {
        UserId viewer = client.userId();
        client.call(node ->
                CompletableFuture.completedStage(node.messaging().history().page(chat, viewer, 0, PAGE)));
        client.call(node -> CompletableFuture.completedStage(
                node.messaging().changes().changes(chat, viewer, ChatVersion.NONE, Changes.Bounds.rows(PAGE))));
    }

    private void change(WorldClient client, Action action) {
        UserId actor = client.userId();
        if (action.kind() == Action.Kind.DIRECT) {
            UserId other = world.user(action.what());
            client.call(node -> CompletableFuture.completedStage(
                    node.conversations().openDirect().open(actor, other)));
        } else if (action.kind() == Action.Kind.FOUND) {
            found(client, action);
        } else {
            own(client, action).ifPresent(chat -> change(client, chat, action));
        }
    }

    private void found(WorldClient client, Action action) {
        Set<UserId> members = new LinkedHashSet<>();
        int count = action.amount() % (world.users() + 1);
        for (int i = 0; i < count; i++) {
            members.add(world.user(action.what() + i));
        }
        groups++;
        CreateGroup.Command command = new CreateGroup.Command(
                client.userId(),
                new ChatTitle("group " + groups),
                members,
                Optional.of(new MessageKey(new UUID(GROUPS, groups))));
        client.call(node -> CompletableFuture.completedStage(
                node.conversations().createGroup().create(command)));
    }

    private void change(WorldClient client, ChatId chat, Action action) {
        UserId actor = client.userId();
        UserId target = world.user(action.amount());
        switch (action.kind()) {
            case ADD ->
                client.call(node -> CompletableFuture.completedStage(
                        node.conversations().add().add(chat, actor, Set.of(target))));
            case REMOVE ->
                client.call(node -> CompletableFuture.completedStage(
                        node.conversations().remove().remove(chat, actor, target)));
            case LEAVE ->
                client.call(node -> CompletableFuture.completedStage(
                        node.conversations().remove().remove(chat, actor, actor)));
            case RETITLE ->
                client.call(node -> CompletableFuture.completedStage(node.conversations()
                        .retitle()
                        .retitle(chat, actor, new ChatTitle("title " + action.amount()))));
            case ROLE ->
                client.call(node -> CompletableFuture.completedStage(node.conversations()
                        .changeRole()
                        .change(chat, actor, target, ROLES.get(action.amount() % ROLES.size()))));
            case DISSOLVE ->
                client.call(node -> CompletableFuture.completedStage(
                        node.conversations().delete().delete(chat, actor)));
            default -> throw new IllegalArgumentException("no change of a chat: " + action);
        }
    }
}

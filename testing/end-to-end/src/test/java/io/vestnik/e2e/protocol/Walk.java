package io.vestnik.e2e.protocol;

import io.vestnik.client.Chat;
import io.vestnik.client.ChatView;
import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.Member;
import io.vestnik.client.Message;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.e2e.LocalServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Five users with eight devices, and a stranger. Their devices perform random actions from several threads, while
/// their connections are cut and stop reading.
final class Walk implements AutoCloseable {
    private static final String PASSWORD = "correct horse";
    private static final List<Integer> DEVICES = List.of(3, 2, 1, 1, 1);
    /// The error codes that an action may get because of concurrent actions of other users.
    private static final Set<String> FINE = Set.of(
            "chat_not_found",
            "message_not_found",
            "user_not_found",
            "forbidden",
            "message_deleted",
            "key_reused",
            "invalid_request");

    private final Evidence evidence = new Evidence();
    private final List<Walker> walkers = new ArrayList<>();
    private final List<UUID> people = new ArrayList<>();
    private final List<UUID> chats = new CopyOnWriteArrayList<>();
    private final List<SentMessage> sentMessages = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<?>> sends = new CopyOnWriteArrayList<>();
    private final AtomicInteger texts = new AtomicInteger();
    private final Walker stranger;

    /// A sent message, for retries.
    private record SentMessage(UUID chat, UUID sender, UUID key, String text) {}

    Walk(LocalServer server) {
        Transport transport = Transport.create();
        VestnikApi anonymous = VestnikApi.at(server.address(), transport);
        for (int person = 0; person < DEVICES.size(); person++) {
            String email = UUID.randomUUID() + "@example.org";
            Session session = anonymous.register("Person " + person, email, PASSWORD, "first");
            people.add(session.userId());
            for (int device = 0; device < DEVICES.get(person); device++) {
                Session mine = device == 0 ? session : anonymous.login(email, PASSWORD, null, "another");
                walkers.add(new Walker(person + "." + device, server.address(), transport, mine, evidence));
            }
        }
        Session session = anonymous.register("Stranger", UUID.randomUUID() + "@example.org", PASSWORD, "first");
        stranger = new Walker("stranger", server.address(), transport, session, evidence);
        founds(walkers.getFirst(), people);
        founds(walkers.get(3), people.subList(0, 3));
        opensDirect(walkers.getFirst(), people.get(1));
        opensDirect(walkers.get(5), people.get(3));
    }

    Evidence evidence() {
        return evidence;
    }

    List<Walker> walkers() {
        return walkers;
    }

    Walker stranger() {
        return stranger;
    }

    /// All chats that the walk has created, including deleted ones.
    List<UUID> chats() {
        return List.copyOf(chats);
    }

    /// The number of unanswered sends.
    long unanswered() {
        return sends.stream().filter(send -> !send.isDone()).count();
    }

    /// Performs one random action.
    void step(Random random) {
        Walker who = walkers.get(random.nextInt(walkers.size()));
        UUID chat = chats.get(random.nextInt(chats.size()));
        try {
            act(random, who, chat);
        } catch (VestnikException e) {
            if (!FINE.contains(e.code())) {
                evidence.breach("answers", who.name() + " got " + e.status() + " " + e.code());
            }
        } catch (ConnectionLostException e) {
            evidence.breach("answers", who.name() + " got none: " + e.getMessage());
        }
    }

    private void act(Random random, Walker who, UUID chat) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            says(who, new SentMessage(chat, who.userId(), UUID.randomUUID(), "said " + texts.incrementAndGet()));
        } else if (dice < 46) {
            repeats(random, who);
        } else if (dice < 54) {
            who.api().edit(chat, someMessage(random, who, chat), "edited " + texts.incrementAndGet());
        } else if (dice < 60) {
            who.api().delete(chat, someMessage(random, who, chat));
        } else if (dice < 76) {
            reads(random, who, chat);
        } else if (dice < 84) {
            changesMembers(random, who, chat);
        } else if (dice < 87) {
            who.api().changeTitle(chat, "Title " + texts.incrementAndGet());
        } else if (dice < 88) {
            founds(who, people);
        } else if (dice < 89) {
            opensDirect(who, people.get(random.nextInt(people.size())));
        } else if (dice < 96) {
            who.client().cut();
        } else if (dice < 98) {
            who.stall();
        } else {
            walkers.forEach(Walker::goOn);
            who.client().typing(chat);
        }
    }

    private void says(Walker who, SentMessage message) {
        sentMessages.add(message);
        CompletableFuture<Message> sent = who.client().send(message.chat(), message.key(), message.text(), null);
        sends.add(sent);
        CompletableFuture<?> unused = sent.whenComplete((stored, failure) -> {
            if (stored != null) {
                who.acknowledged(message.key(), stored);
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (!(cause instanceof VestnikException refusal && FINE.contains(refusal.code()))) {
                evidence.breach("answers", who.name() + " could not send: " + cause);
            }
        });
    }

    /// Sends a message of the device's user again, over WebSocket or HTTP. Another device of the user may have sent it
    /// first.
    private void repeats(Random random, Walker who) {
        List<SentMessage> mine = sentMessages.stream()
                .filter(message -> message.sender().equals(who.userId()))
                .toList();
        if (mine.isEmpty()) {
            return;
        }
        SentMessage message = mine.get(random.nextInt(mine.size()));
        if (random.nextBoolean()) {
            says(who, message);
        } else {
            who.acknowledged(
                    message.key(),
                    who.api()
                            .post(message.chat(), message.key(), message.text(), null)
                            .message());
        }
    }

    private static long someMessage(Random random, Walker who, UUID chat) {
        ChatView view = who.client().chat(chat);
        List<Message> held = view == null ? List.of() : view.messages();
        return held.isEmpty() ? 1 : held.get(random.nextInt(held.size())).id();
    }

    private static void reads(Random random, Walker who, UUID chat) {
        long upTo = someMessage(random, who, chat);
        if (random.nextInt(4) == 0) {
            who.api().read(chat, upTo);
        } else {
            who.client().read(chat, upTo);
        }
    }

    private void changesMembers(Random random, Walker who, UUID chat) {
        UUID target = people.get(random.nextInt(people.size()));
        switch (random.nextInt(5)) {
            case 0 -> who.api().removeMember(chat, target);
            case 1 -> who.api().changeRole(chat, target, random.nextInt(3) == 0 ? "owner" : "admin");
            case 2 -> who.api().removeMember(chat, who.userId());
            default -> {
                // The membership is recorded before the request, since the event may come before the answer. For a
                // direct chat nothing is recorded, because the request is refused.
                ChatView view = who.client().chat(chat);
                Chat known = view == null ? null : view.chat();
                if (known != null && known.kind().equals("group")) {
                    evidence.letIn(target, chat);
                }
                List<Member> unused = who.api().addMembers(chat, List.of(target));
            }
        }
    }

    private void founds(Walker who, List<UUID> members) {
        // The id of the chat is unknown before the answer, and the event of the chat may come before the answer.
        // Therefore the group has only its owner at first.
        UUID chat = who.api()
                .createGroup("Group", List.of(who.userId()), UUID.randomUUID())
                .chat()
                .id();
        evidence.letIn(who.userId(), chat);
        members.forEach(member -> evidence.letIn(member, chat));
        who.api().addMembers(chat, members);
        chats.add(chat);
    }

    private void opensDirect(Walker who, UUID other) {
        UUID chat = who.api().openDirect(other).chat().id();
        evidence.letIn(who.userId(), chat);
        evidence.letIn(other, chat);
        if (!chats.contains(chat)) {
            chats.add(chat);
        }
    }

    @Override
    public void close() {
        walkers.forEach(Walker::close);
        stranger.close();
    }
}

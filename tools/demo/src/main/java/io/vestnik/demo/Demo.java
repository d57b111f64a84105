package io.vestnik.demo;

import io.vestnik.application.account.PasswordHasher;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Fills a messenger with users and several months of their conversations.
///
/// Another run of the same plan completes a run that was interrupted, and otherwise adds nothing. A run with a higher
/// number of messages continues the earlier run, up to the current time. While a server runs on the same database, a
/// run acts as another node.
public final class Demo {
    /// The number of chats that are filled concurrently. A chat may wait for the id of a message before the reply to it
    /// is sent; the other chats keep the store busy meanwhile.
    private static final int CHATS_AT_ONCE = 64;

    private static final int DAYS_MIN = 40;
    private static final int DAYS_MORE = 100;
    private static final Duration ACCOUNTS_SINCE = Duration.ofDays(DAYS_MIN + DAYS_MORE + 1);

    private final DemoPlan plan;
    private final DemoPorts ports;
    private final DemoProgress progress;
    private final Dice dice;
    private final List<DemoUser> people;
    private final DialogueScript script;
    private final Instant now;
    private int done;
    private int fresh;
    private int all;
    private int opened;

    /// @param progress receives the number of stored messages during the run
    public Demo(DemoPlan plan, DemoPorts ports, DemoProgress progress) {
        this.plan = plan;
        this.ports = ports;
        this.progress = progress;
        this.dice = new Dice(plan);
        this.people = Roster.people(plan.users());
        this.script = new DialogueScript(people, dice);
        this.now = ports.clock().instant();
    }

    /// Generates all data. Blocks until all data is stored.
    ///
    /// @throws io.vestnik.domain.StoreUnavailableException if the database became unavailable; the run can be repeated
    public DemoReport run() {
        DemoAccounts accounts = new DemoAccounts(ports, now.minus(ACCOUNTS_SINCE));
        List<UserId> ids = accounts.create(people, plan);
        List<PlannedChat> chats = MemberAssignment.chats(plan, people, dice);
        int shares = chats.stream().mapToInt(PlannedChat::share).sum();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                CHATS_AT_ONCE, Thread.ofVirtual().name("demo-", 0).factory())) {
            long sharesBefore = 0;
            for (PlannedChat chat : chats) {
                // The share is rounded as a running total, so that all chats together have exactly the requested number
                // of messages.
                int count = part(sharesBefore + chat.share(), shares) - part(sharesBefore, shares);
                sharesBefore += chat.share();
                running.add(threads.submit(() -> fill(chat, count, ids)));
            }
            running.forEach(Demo::await);
        }
        return new DemoReport(
                new DemoReport.Count(people.size(), accounts.added()),
                new DemoReport.Count(chats.size(), opened),
                new DemoReport.Count(all, fresh),
                logins());
    }

    /// The emails of the accounts with the published password, of a run with the default seed.
    public static List<Email> publicEmails() {
        DemoPlan plan = new DemoPlan(DemoPlan.USERS_MIN, 0, 0, DemoPlan.DEFAULT_SEED);
        return publicUsers(Roster.people(plan.users()))
                .map(user -> DemoAccounts.email(user, plan))
                .toList();
    }

    /// Returns those of [#publicEmails] with which a client can log in: the account is enabled, and its password is
    /// still the published one.
    public static List<Email> publicLogins(Users users, PasswordHasher hasher) {
        return publicEmails().stream()
                .filter(email -> users.credentials(email)
                        .filter(account -> DemoAccounts.isPublic(account, hasher))
                        .isPresent())
                .toList();
    }

    /// Whether an email is one of the demo data, of any seed.
    public static boolean isDemoAccount(Email email) {
        return DemoAccounts.isDemoAccount(email);
    }

    private static Stream<DemoUser> publicUsers(List<DemoUser> people) {
        return people.stream().limit(MemberAssignment.LOGINS);
    }

    private int part(long sharesUpTo, int shares) {
        return (int) (plan.messages() * sharesUpTo / shares);
    }

    private void fill(PlannedChat planned, int count, List<UserId> ids) {
        Random random = dice.of("times/" + planned.name());
        Instant start = now.minus(Duration.ofDays(DAYS_MIN + random.nextInt(DAYS_MORE)));
        Outcome<Chats.Opened> opening = open(planned, ids, start);
        switch (opening) {
            case Outcome.Done<Chats.Opened>(Chats.Opened chat) -> {
                counted(chat.created());
                fill(planned, count, ids, chat.view(), random);
            }
            // A user has deleted the account or left the group since an earlier run, so the chat gets no messages.
            case Outcome.Refused<Chats.Opened> gone -> stored(count);
        }
    }

    private void fill(PlannedChat planned, int count, List<UserId> ids, ChatView view, Random random) {
        ChatId chat = view.chat().id();
        Conversation conversation = new Conversation(
                ports,
                chat,
                ids,
                position -> new MessageKey(dice.key(String.format(Locale.ROOT, "%s/%d", planned.name(), position))));
        List<Utterance> utterances = script.of(planned, count);
        // Messages of an earlier run keep their times; new messages continue after the latest one.
        int earlier =
                (int) Math.min(utterances.size(), view.chat().lastMessageId().value());
        Instant from = view.chat().activityAt();
        List<Instant> times = Timetable.times(utterances, earlier, from, now, random);
        for (int position = 0; position < utterances.size(); position++) {
            conversation.send(utterances.get(position), position < earlier ? from : times.get(position - earlier));
            stored(1);
        }
        List<Conversation.StoredMessage> log = conversation.all();
        counted(log);
        if (log.stream().anyMatch(Conversation.StoredMessage::fresh)) {
            Reading.of(planned, random).forEach((reader, unread) -> read(chat, ids.get(reader), log, unread));
        }
    }

    private Outcome<Chats.Opened> open(PlannedChat planned, List<UserId> ids, Instant start) {
        List<UserId> members = planned.people().stream().map(ids::get).toList();
        ChatId id = new ChatId(ports.ids().next());
        return planned.title()
                .map(title -> ports.imports()
                        .createGroup(
                                new Chats.GroupFounding(
                                        id,
                                        members.getFirst(),
                                        title,
                                        members.stream().skip(1).collect(Collectors.toSet()),
                                        Optional.of(new MessageKey(dice.key(planned.name()))),
                                        members.size()),
                                start))
                .orElseGet(() ->
                        ports.imports().openDirect(new Chats.DirectOpening(id, members.get(0), members.get(1)), start));
    }

    private void read(ChatId chat, UserId reader, List<Conversation.StoredMessage> log, int unread) {
        int last = log.size() - 1 - unread;
        if (last >= 0) {
            MessageId upTo = log.get(last).message().id();
            ports.readStates().advance(chat, reader, upTo).toCompletableFuture().join();
        }
    }

    private List<DemoReport.Login> logins() {
        return publicUsers(people)
                .map(user -> new DemoReport.Login(
                        user.name(), DemoAccounts.email(user, plan).value(), DemoAccounts.PASSWORD))
                .toList();
    }

    private synchronized void counted(boolean created) {
        opened += created ? 1 : 0;
    }

    private synchronized void counted(List<Conversation.StoredMessage> log) {
        all += log.size();
        fresh += (int) log.stream().filter(Conversation.StoredMessage::fresh).count();
    }

    private synchronized void stored(int more) {
        done += more;
        progress.stored(done, plan.messages());
    }

    private static void await(Future<?> talk) {
        try {
            talk.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            if (cause instanceof RuntimeException expected) {
                throw expected;
            }
            throw new IllegalStateException(cause);
        }
    }
}

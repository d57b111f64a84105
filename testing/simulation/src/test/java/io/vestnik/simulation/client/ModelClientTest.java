package io.vestnik.simulation.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.simulation.law.ChatCopy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The rules of "Keeping a chat" in `docs/protocol.md`, one after another.
class ModelClientTest {
    private static final Instant TIME = Instant.parse("2026-11-22T18:00:00Z");
    private final ChatId chatId = new ChatId(new UUID(1, 1));
    private final UserId me = new UserId(new UUID(2, 1));
    private final UserId other = new UserId(new UUID(2, 2));
    private final ScriptedNetwork network = new ScriptedNetwork();
    private long keys;
    private final ModelClient client = new ModelClient(me, network, () -> new MessageKey(new UUID(3, ++keys)));

    // ---- values

    private static ChatVersion version(long value) {
        return new ChatVersion(value);
    }

    private Message message(long id, UserId sender, String text, long version) {
        return new Message(
                new MessageId(id),
                chatId,
                sender,
                Optional.of(new MessageText(text)),
                TIME,
                false,
                version(version),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private LiveEvent shown(Message message) {
        return new LiveEvent.MessageState(chatId, message.version(), message);
    }

    private Member member(UserId userId, Role role) {
        return member(userId, Optional.of(role));
    }

    private static Member member(UserId userId, Optional<Role> role) {
        return new Member(
                userId,
                new UserName("Name"),
                role,
                TIME,
                MessageId.NONE,
                MessageId.NONE,
                MessageId.NONE,
                MessageId.NONE);
    }

    private ChatView view(long version, long lastId) {
        Chat chat = new Chat(
                chatId,
                ChatKind.GROUP,
                Optional.of(new ChatTitle("title " + version)),
                Optional.of(me),
                TIME,
                2,
                version(version),
                new MessageId(lastId),
                TIME);
        return new ChatView(chat, Optional.empty(), Optional.empty(), member(me, Role.MEMBER), 0);
    }

    private LiveEvent entry(long version, long lastId) {
        return new LiveEvent.ChatEntry(chatId, version(version), view(version, lastId));
    }

    private ChatCopy copy() {
        return Optional.ofNullable(client.view().get(chatId)).orElseThrow();
    }

    private List<String> texts() {
        return copy().messages().values().stream()
                .map(message -> message.text().orElseThrow().value())
                .toList();
    }

    /// Connects and gives the client the chat at a version.
    private void begin(long version) {
        network.node.views.add(view(version, 0));
        network.node.members.addAll(List.of(member(me, Role.MEMBER), member(other, Role.OWNER)));
        client.goOnline(ModelClient.ResumeStyle.VERSIONS);
        network.event(entry(version, 0));
        network.live();
        network.serve();
    }

    private Resume.Cursor resumed() {
        network.cut(ConnectionEnd.CUT);
        network.pass(Duration.ofSeconds(10));
        Resume resume = network.resumes.getLast();
        assertThat(resume).isInstanceOf(Resume.Since.class);
        return Optional.ofNullable(((Resume.Since) resume).chats().get(chatId)).orElseThrow();
    }

    // ---- the rules

    @Test
    void rule_1_the_client_resumes_from_the_last_version_that_set_the_cursor() {
        begin(3);
        network.event(shown(message(1, other, "one", 4)));
        network.event(new LiveEvent.Skipped(chatId, version(5)));
        assertThat(resumed().version()).isEqualTo(version(5));
    }

    @Test
    void rule_1_an_answer_over_http_does_not_move_the_cursor() {
        begin(3);
        client.sendOverHttp(chatId, new MessageText("text"));
        network.httpSends
                .getFirst()
                .accept(new HttpAnswer.Served<>(new SendMessage.Outcome.Sent(message(1, me, "text", 4))));
        assertThat(texts()).containsExactly("text");
        assertThat(resumed().version()).isEqualTo(version(3));
    }

    @Test
    void rule_2_an_older_state_does_not_replace_a_newer_one() {
        begin(3);
        network.event(new LiveEvent.Gap(chatId, version(4)));
        network.event(shown(message(1, other, "new", 5)));
        network.node.messages.add(message(1, other, "old", 4));
        network.serve();
        assertThat(texts()).containsExactly("new");
    }

    @Test
    void rule_2_own_messages_are_read_up_to_the_mark_and_stay_read() {
        begin(3);
        network.event(shown(message(1, me, "one", 4)));
        network.event(shown(message(2, me, "two", 5)));
        network.event(new LiveEvent.AllReadMark(chatId, new MessageId(1)));
        network.event(shown(message(1, me, "edited", 6)));
        assertThat(copy().messages().values().stream().map(Message::read)).containsExactly(true, false);
    }

    @Test
    void rule_3_the_highest_marks_are_kept() {
        begin(3);
        network.event(new LiveEvent.AllReadMark(chatId, new MessageId(7)));
        network.event(new LiveEvent.ReadMark(chatId, me, new MessageId(8)));
        network.event(new LiveEvent.ReadMark(chatId, other, new MessageId(9)));
        network.event(new LiveEvent.MarksSummary(
                List.of(new ReadStates.Marks(chatId, new MessageId(5), new MessageId(5), 0))));
        assertThat(copy().allReadUpTo()).isEqualTo(7);
        assertThat(copy().readUpTo()).isEqualTo(8);
    }

    @Test
    void rule_4_a_gap_loads_the_chat_its_members_and_its_newest_messages() {
        begin(3);
        network.event(shown(message(1, other, "lost by the gap", 4)));
        network.node.views.set(0, view(9, 60));
        network.node.messages.addAll(IntStream.rangeClosed(11, 60)
                .mapToObj(id -> message(id, other, "text", 9))
                .toList());
        network.node.hasMore = true;
        network.node.members.removeLast();
        network.event(new LiveEvent.Gap(chatId, version(9)));
        network.serve();
        assertThat(copy().messages())
                .containsOnlyKeys(
                        IntStream.rangeClosed(11, 60).mapToObj(Long::valueOf).toArray(Long[]::new));
        assertThat(copy().completeAfter()).isEqualTo(10);
        assertThat(copy().members()).isEqualTo(Map.of(me, Role.MEMBER));
        assertThat(copy().title()).contains(new ChatTitle("title 9"));
        assertThat(client.idle()).isTrue();
    }

    @Test
    void rule_4_a_load_without_an_answer_is_repeated() {
        begin(3);
        network.event(new LiveEvent.Gap(chatId, version(4)));
        network.loseOne();
        assertThat(client.idle()).isFalse();
        network.pass(Duration.ofSeconds(1));
        network.serve();
        assertThat(client.idle()).isTrue();
    }

    @Test
    void rule_4_events_that_arrive_during_a_load_win_over_its_result() {
        begin(3);
        network.event(new LiveEvent.Gap(chatId, version(4)));
        network.serveOne();
        network.event(new LiveEvent.MemberStates(
                chatId, version(5), Optional.of(List.of(member(other, Optional.empty()))), 1));
        network.serve();
        assertThat(copy().members()).isEqualTo(Map.of(me, Role.MEMBER));
    }

    @Test
    void rule_5_a_removed_chat_is_deleted_and_not_added_again_by_an_answer() {
        begin(3);
        client.send(chatId, new MessageText("text"), Optional.empty());
        network.event(new LiveEvent.Removal(chatId, version(5)));
        network.frame(new FromServer.Sent(1, new SendMessage.Outcome.Sent(message(1, me, "text", 4))));
        assertThat(client.view()).isEmpty();
        assertThat(client.idle()).isTrue();
    }

    @Test
    void rule_6_unacknowledged_messages_are_sent_again_in_order_after_live() {
        begin(3);
        for (String text : List.of("one", "two", "three")) {
            client.send(chatId, new MessageText(text), Optional.empty());
        }
        network.frame(new FromServer.Sent(1, new SendMessage.Outcome.Sent(message(1, me, "one", 4))));
        network.cut(ConnectionEnd.CUT);
        network.sent.clear();
        network.pass(Duration.ofSeconds(10));
        assertThat(network.sends()).isEmpty();
        network.live();
        assertThat(network.sends().stream().map(send -> send.key().value().getLeastSignificantBits()))
                .containsExactly(2L, 3L);
    }

    @Test
    void rule_7_another_epoch_deletes_everything_except_unacknowledged_messages() {
        begin(3);
        client.send(chatId, new MessageText("text"), Optional.empty());
        network.cut(ConnectionEnd.SHUTTING_DOWN);
        network.pass(Duration.ofSeconds(10));
        network.sent.clear();
        network.node.views.set(0, view(2, 0));
        network.frame(new FromServer.Ready("other epoch"));
        assertThat(client.view()).isEmpty();
        network.event(new LiveEvent.CaughtUp());
        network.serve();
        assertThat(copy().version()).isEqualTo(2);
        assertThat(network.sends()).hasSize(1);
    }

    @Test
    void a_fresh_client_loads_its_chats_and_then_applies_the_newer_events() {
        network.node.views.add(view(5, 0));
        client.goOnline(ModelClient.ResumeStyle.FRESH);
        network.live();
        network.event(shown(message(1, other, "in the list", 5)));
        network.event(shown(message(2, other, "after the list", 6)));
        network.serve();
        assertThat(copy().version()).isEqualTo(6);
        assertThat(texts()).containsExactly("after the list");
    }

    @Test
    void a_removal_wins_over_an_older_list_of_chats() {
        network.node.views.add(view(5, 0));
        client.goOnline(ModelClient.ResumeStyle.FRESH);
        network.live();
        network.event(new LiveEvent.Removal(chatId, version(6)));
        network.serve();
        assertThat(client.view()).isEmpty();
    }

    @Test
    void a_ping_is_answered_at_once() {
        begin(3);
        network.frame(new FromServer.Ping(4));
        assertThat(network.sent).contains(new FromClient.Pong(4));
    }

    @Test
    void a_client_whose_device_is_revoked_stays_away() {
        begin(3);
        network.cut(ConnectionEnd.DEVICE_REVOKED);
        network.pass(Duration.ofMinutes(1));
        assertThat(network.resumes).hasSize(1);
        assertThat(client.loggedOut()).isTrue();
    }
}

package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.LiveIndex.Snapshot;
import io.vestnik.domain.chat.LiveIndex.Versions;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of listing chats and members page by page, and of the snapshots from which live delivery starts.
public abstract class ListingContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;

    @BeforeEach
    final void thereAreAliceAndBob() {
        alice = person("Alice");
        bob = person("Bob");
    }

    private static <T> List<T> pages(Function<Optional<PageCursor>, Page<T>> read, int limit) {
        List<T> all = new ArrayList<>();
        Optional<PageCursor> cursor = Optional.empty();
        do {
            Page<T> page = read.apply(cursor);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        return all;
    }

    @Test
    void chats_are_listed_by_latest_activity_with_the_same_views() {
        ChatId direct = direct(alice, bob);
        ChatId first = group(alice);
        ChatId second = group(alice, bob);
        sends(bob, direct, "hi");
        sends(alice, first, "note");

        List<ChatView> listed =
                store().chats().list(alice, 10, Optional.empty()).items();
        assertThat(listed)
                .containsExactlyInAnyOrder(view(alice, direct), view(alice, first), view(alice, second))
                .isSortedAccordingTo(
                        Comparator.comparing((ChatView view) -> view.chat().activityAt())
                                .reversed());
    }

    @Test
    void chats_are_listed_page_by_page_each_once() {
        List<ChatId> chats = IntStream.range(0, 11).mapToObj(i -> group(alice)).toList();

        assertThat(pages(cursor -> store().chats().list(alice, 4, cursor), 4).stream()
                        .map(view -> view.chat().id()))
                .containsExactlyInAnyOrderElementsOf(chats);
    }

    @Test
    void a_page_with_the_last_chat_has_no_next_cursor() {
        group(alice);
        group(alice);

        assertThat(store().chats().list(alice, 2, Optional.empty()).next()).isEmpty();
        assertThat(store().chats().list(alice, 1, Optional.empty()).next()).isPresent();
        assertThat(store().chats().list(bob, 1, Optional.empty())).isEqualTo(new Page<>(List.of(), Optional.empty()));
    }

    @Test
    void members_are_listed_page_by_page_each_once() {
        ChatId group = group(alice, bob, person("Carol"), person("Dave"));
        adds(alice, group, person("Erin"), person("Frank"), person("Grace"));

        List<Member> paged = pages(cursor -> done(store().chats().members(group, bob, 2, cursor)), 2);
        assertThat(paged).hasSize(7).isEqualTo(members(alice, group));
    }

    @Test
    void a_cursor_that_the_store_did_not_make_is_rejected() {
        ChatId group = group(alice, bob);
        sends(alice, group, "hi");
        Optional<PageCursor> made = Optional.of(new PageCursor("made-up"));

        assertThatThrownBy(() -> store().chats().list(alice, 1, made)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> store().chats().members(group, alice, 1, made))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> store().readStates()
                        .readers(group, alice, message(alice, group, 1).id(), 1, made))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_user_has_a_snapshot_of_each_of_their_chats() {
        ChatId direct = direct(alice, bob);
        ChatId group = group(alice, bob);
        sends(bob, direct, "hi");
        sends(alice, direct, "hello");
        reads(alice, direct, 1);
        ChatId left = group(bob, alice);
        removes(alice, left, alice);

        List<Snapshot> snapshots = store().chats().snapshots(alice);
        assertThat(snapshots).hasSize(2).allSatisfy(snapshot -> {
            ChatView view = view(alice, snapshot.chat().id());
            assertThat(snapshot.chat()).isEqualTo(view.chat());
            assertThat(snapshot.member()).isEqualTo(view.me());
            assertThat(snapshot.peer()).isEqualTo(view.peer());
        });
        assertThat(snapshots.stream().map(snapshot -> snapshot.chat().id())).containsExactlyInAnyOrder(direct, group);
        assertThat(snapshots)
                .filteredOn(snapshot -> snapshot.chat().id().equals(direct))
                .singleElement()
                .satisfies(snapshot -> {
                    assertThat(snapshot.marksVersion()).isEqualTo(new MarksVersion(1));
                    assertThat(snapshot.lastSent().value()).isEqualTo(2);
                });
    }

    @Test
    void snapshots_of_a_chat_are_those_of_its_members() {
        ChatId group = group(alice, bob);
        UserId carol = person("Carol");

        assertThat(store().chats().snapshotsIn(group, people(alice, carol)).stream()
                        .map(snapshot -> snapshot.member().userId()))
                .containsExactly(alice);
        assertThat(store().chats().snapshotsIn(group, people(bob)))
                .isEqualTo(store().chats().snapshots(bob));
        assertThat(store().chats().snapshotsIn(chatId(), people(alice))).isEmpty();
        assertThat(store().chats().snapshotsIn(group, people())).isEmpty();
    }

    @Test
    void versions_are_those_of_each_chat_of_each_user() {
        ChatId direct = direct(alice, bob);
        ChatId group = group(alice);
        sends(alice, direct, "hi");
        reads(bob, direct, 1);

        assertThat(store().chats().versions(List.of(alice, bob)))
                .containsExactlyInAnyOrder(
                        versions(alice, direct, 1), versions(bob, direct, 1), versions(alice, group, 0));
        assertThat(store().chats().versions(List.of())).isEmpty();
    }

    private Versions versions(UserId person, ChatId chatId, long marksVersion) {
        return new Versions(person, chatId, view(person, chatId).chat().version(), new MarksVersion(marksVersion));
    }

    @Test
    void the_epoch_does_not_change_with_normal_changes() {
        String before = store().chats().epoch();
        sends(alice, group(alice), "hi");

        assertThat(store().chats().epoch()).isNotEmpty().isEqualTo(before);
    }

    @Test
    void parallel_renewals_of_one_epoch_change_it_once() {
        String before = store().chats().epoch();

        Set<String> renewed = ConcurrentHashMap.newKeySet();
        ParallelRun.run(8, thread -> renewed.add(store().chats().renewEpoch(before)));

        assertThat(renewed).hasSize(1).doesNotContain(before);
        assertThat(store().chats().epoch()).isIn(renewed);
        assertThat(store().chats().renewEpoch(before)).isIn(renewed);
    }
}

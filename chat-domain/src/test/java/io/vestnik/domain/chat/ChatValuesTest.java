package io.vestnik.domain.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.user.UserId;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ChatValuesTest {
    @Test
    void a_title_has_1_to_128_characters() {
        assertThat(new ChatTitle("👋".repeat(128)).value()).hasSize(256);
        assertThatThrownBy(() -> new ChatTitle("")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new ChatTitle("x".repeat(129))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void versions_start_before_the_creation_and_count_up() {
        assertThat(ChatVersion.NONE.next()).isEqualTo(ChatVersion.FIRST);
        assertThat(ChatVersion.FIRST.next()).isEqualTo(new ChatVersion(2)).isGreaterThan(ChatVersion.FIRST);
        assertThat(ChatVersion.FIRST.previous()).isEqualTo(ChatVersion.NONE);
        assertThatThrownBy(ChatVersion.NONE::previous).isInstanceOf(InvalidValueException.class);
        assertThat(ChatVersion.FIRST.isAfter(ChatVersion.NONE)).isTrue();
        assertThat(ChatVersion.FIRST.isAfter(ChatVersion.FIRST)).isFalse();
        assertThatThrownBy(() -> new ChatVersion(-1)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void ids_are_ordered_like_in_postgresql_not_like_in_java() {
        Stream<String> rising = Stream.of(
                "00000000-0000-0000-0000-000000000001",
                "00000000-0000-0000-7fff-ffffffffffff",
                "00000000-0000-0000-8000-000000000000",
                "7fffffff-ffff-ffff-0000-000000000000",
                "80000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff");
        assertThat(rising.map(UUID::fromString)).satisfies(ids -> {
            assertThat(ids.stream().map(ChatId::new)).isSorted();
            assertThat(ids.stream().map(UserId::new)).isSorted();
        });
    }
}

package io.vestnik.domain.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.InvalidValueException;
import org.junit.jupiter.api.Test;

final class MarksVersionTest {
    @Test
    void a_marks_version_counts_up_from_none() {
        MarksVersion first = MarksVersion.NONE.next();
        assertThat(first).isEqualTo(new MarksVersion(1)).isGreaterThan(MarksVersion.NONE);
        assertThat(first.isAfter(MarksVersion.NONE)).isTrue();
        assertThat(first.isAfter(first)).isFalse();
        assertThat(MarksVersion.max(first, MarksVersion.NONE)).isEqualTo(first);
        assertThat(MarksVersion.max(MarksVersion.NONE, first)).isEqualTo(first);
        assertThatThrownBy(() -> new MarksVersion(-1)).isInstanceOf(InvalidValueException.class);
    }
}

package io.vestnik.faults.run.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.faults.run.history.DataEffect;
import io.vestnik.faults.run.system.SystemSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests the order and the lengths of the faults.
class ScheduleTest {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final List<FaultKind> KINDS = kinds(SystemSettings.Part.values());

    private static List<FaultKind> kinds(SystemSettings.Part... parts) {
        SystemSettings settings = new SystemSettings(
                Path.of("vestnik"), SystemSettings.Kind.DEBIAN, "512m", Set.of(parts), Path.of("logs"));
        return FaultKinds.all(settings, LONGEST);
    }

    private static List<Fault> faults(long seed, int count) {
        Schedule schedule = new Schedule(KINDS, seed);
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            faults.add(schedule.next());
        }
        return faults;
    }

    private static List<String> names(List<Fault> faults) {
        return faults.stream().map(fault -> fault.kind().name()).toList();
    }

    @Test
    void a_seed_determines_the_schedule() {
        assertThat(faults(7, 100)).isEqualTo(faults(7, 100));
        assertThat(names(faults(7, 100))).isNotEqualTo(names(faults(8, 100)));
    }

    @Test
    void every_kind_comes_once_before_any_comes_again() {
        List<String> names = names(faults(1, 3 * KINDS.size()));
        for (int from = 0; from < names.size(); from += KINDS.size()) {
            assertThat(new HashSet<>(names.subList(from, from + KINDS.size()))).hasSize(KINDS.size());
        }
    }

    @Test
    void the_lengths_stay_within_the_bounds_of_the_kind_and_of_the_run() {
        assertThat(faults(1, 1_000))
                .allMatch(fault -> fault.length().compareTo(fault.kind().shortest()) >= 0)
                .allMatch(fault -> fault.length().compareTo(fault.kind().longest()) <= 0)
                .allMatch(fault -> fault.length().compareTo(LONGEST) <= 0);
    }

    @Test
    void the_names_of_the_kinds_are_unique() {
        assertThat(KINDS).extracting(FaultKind::name).doesNotHaveDuplicates();
    }

    @Test
    void a_system_has_no_faults_of_the_parts_that_it_lacks() {
        assertThat(kinds())
                .extracting(FaultKind::name)
                .contains("kill-server", "kill-postmaster", "cut-byte-to-clients", "half-open-database")
                .noneMatch(name -> name.contains("pooler")
                        || name.contains("packets")
                        || name.contains("partition")
                        || name.contains("disk")
                        || name.contains("power")
                        || name.contains("standby")
                        || name.contains("fail-over")
                        || name.contains("restore")
                        || name.contains("clock"));
        assertThat(kinds(SystemSettings.Part.FAKE_CLOCKS))
                .extracting(FaultKind::name)
                .contains("jump-clock-server", "jump-clock-database");
    }

    @Test
    void only_a_system_that_may_lose_data_has_faults_that_lose_data() {
        assertThat(kinds(SystemSettings.Part.STANDBY, SystemSettings.Part.VOLATILE_DISK))
                .allMatch(kind -> kind.effect() != DataEffect.LOSS)
                .extracting(FaultKind::name)
                .contains("fail-over-synchronous", "cut-power-database", "delay-standby");
        assertThat(kinds(SystemSettings.Part.STANDBY, SystemSettings.Part.DATA_LOSS))
                .filteredOn(kind -> kind.effect() == DataEffect.LOSS)
                .extracting(FaultKind::name)
                .containsExactlyInAnyOrder("fail-over-asynchronous", "restore-backup");
    }

    @Test
    void the_short_form_has_twelve_different_faults() {
        assertThat(names(Schedule.shortForm(KINDS))).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void a_schedule_without_kinds_is_an_error() {
        assertThatThrownBy(() -> new Schedule(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.vestnik.simulation.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.simulation.law.Law;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantedBugTest {
    @TempDir
    private Path home;

    private PlantedSources sources;

    @BeforeEach
    void writeSources() throws IOException {
        sources = PlantedSources.in(home);
    }

    @Test
    void a_header_names_the_area_and_the_laws() throws IOException, PlantedBugException {
        PlantedBug bug = sources.plant("01-bug", PlantedSources.GOOD);
        assertThat(bug.name()).isEqualTo("01-bug");
        assertThat(bug.area()).isEqualTo(Area.SEND_GATE);
        assertThat(bug.laws()).containsExactlyInAnyOrder(Law.L8, Law.L9);
        assertThat(bug.start()).isEmpty();
        assertThat(bug.change()).isEqualTo("Returns another value.");
        assertThat(bug.files()).containsExactly(Path.of("module/src/sample/Sample.java"));
    }

    @Test
    void a_header_may_name_the_seed_and_the_profile() throws IOException, PlantedBugException {
        String header = "area: queue\nlaws: L9\nseed: 17\n";
        assertThat(sources.plant("01-bug", header, PlantedSources.GOOD).start())
                .contains(new PlantedBug.Start(17, Optional.empty()));
        assertThat(sources.plant("02-bug", header + "profile: calm\n", PlantedSources.GOOD)
                        .start())
                .contains(new PlantedBug.Start(17, Optional.of("calm")));
    }

    @Test
    void a_wrong_header_is_rejected() {
        for (String header : List.of(
                "laws: L9\n",
                "area: queue\n",
                "area: nothing\nlaws: L9\n",
                "area: queue\nlaws: L99\n",
                "area: queue\nlaws: L9\nseed: first\n",
                "area: queue\nlaws: L9\nno colon\n")) {
            assertThatThrownBy(() -> sources.plant("01-bug", header, PlantedSources.GOOD))
                    .as(header)
                    .isInstanceOf(PlantedBugException.class)
                    .hasMessageContaining("01-bug.patch");
        }
    }

    @Test
    void each_area_has_two_bugs_or_more() throws IOException, PlantedBugException {
        List<PlantedBug> bugs = PlantedBug.readAll(Path.of("..", "..").resolve(PlantedBugs.PATCHES));
        Map<Area, Long> counts = bugs.stream().collect(Collectors.groupingBy(PlantedBug::area, Collectors.counting()));
        assertThat(bugs).hasSizeGreaterThanOrEqualTo(20);
        assertThat(Arrays.stream(Area.values()))
                .allSatisfy(area -> assertThat(counts.getOrDefault(area, 0L))
                        .as(area.title())
                        .isGreaterThanOrEqualTo(2));
    }
}

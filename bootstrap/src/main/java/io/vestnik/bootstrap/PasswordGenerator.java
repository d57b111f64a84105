package io.vestnik.bootstrap;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Makes passwords that can be dictated: four groups of five letters and digits, with 100 random bits.
final class PasswordGenerator implements Supplier<String> {
    /// Without `l`, `o`, `0` and `1`, which look alike in some fonts.
    private static final String CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 4;
    private static final int GROUP_CHARACTERS = 5;

    private final RandomGenerator random;

    /// @param random a source that cannot be predicted
    PasswordGenerator(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String get() {
        return IntStream.range(0, GROUPS).mapToObj(ignored -> group()).collect(Collectors.joining("-"));
    }

    private String group() {
        StringBuilder group = new StringBuilder();
        for (int i = 0; i < GROUP_CHARACTERS; i++) {
            group.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return group.toString();
    }
}

package io.vestnik.contracts;

import io.vestnik.domain.message.MessageText;
import java.util.List;
import java.util.Random;

/// Makes texts that are difficult to store: several scripts and directions, combining marks, joined emoji, blanks at
/// the ends, and texts of exactly the maximum length. The source of randomness alone decides the texts.
public final class RandomTexts {
    private static final List<String> PIECES = List.of(
            "hi",
            "До завтра",
            "مرحبا بالعالم",
            "שלום",
            "e\u0301\u0327",
            "👩‍👩‍👧‍👦",
            "🇩🇪",
            "\u202eright to left\u202c",
            "日本語",
            " ",
            "\n",
            "\t",
            "'; drop table messages; --",
            "{\"type\":\"send\"}",
            "\\u0000",
            "%s $1 :name",
            "\u0001",
            "\ufeff",
            "\uffff");
    private static final String ASTRAL = "𝄞";

    private final Random random;

    /// @param random the source of randomness
    public RandomTexts(Random random) {
        this.random = random;
    }

    /// The next text, which is valid and mostly short.
    public MessageText next() {
        return switch (random.nextInt(50)) {
            case 0 -> longest();
            case 1 -> new MessageText("x".repeat(MessageText.LENGTH_MAX));
            case 2 -> new MessageText(" ");
            default -> {
                StringBuilder text = new StringBuilder();
                int pieces = 1 + random.nextInt(5);
                for (int i = 0; i < pieces; i++) {
                    text.append(PIECES.get(random.nextInt(PIECES.size())));
                }
                yield new MessageText(text.toString());
            }
        };
    }

    /// A text of the maximum length in which every character needs two UTF-16 units.
    public static MessageText longest() {
        return new MessageText(ASTRAL.repeat(MessageText.LENGTH_MAX));
    }

    /// One text for each kind of difficulty.
    public static List<MessageText> troublesome() {
        return PIECES.stream().map(MessageText::new).toList();
    }
}

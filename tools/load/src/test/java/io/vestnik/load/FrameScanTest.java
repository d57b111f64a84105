package io.vestnik.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FrameScanTest {
    private static final UUID CHAT = UUID.fromString("0193a2b4-89ab-7def-8000-00000000beef");

    private final FrameScan scan = new FrameScan();

    @Test
    void a_message_event_is_read_in_any_order_of_fields() {
        scan(String.format(Locale.ROOT, """
            {"message":{"text":"#3:17:123456#..","novelty":{"text":"no","a":[1,{"id":9}]},"read":false,"id":42,"version":7},
             "other":"say \\"}\\" please", "version": 8, "chatId":"%s","type":"message"}\
            """, CHAT));

        assertThat(scan.type).isEqualTo(FrameScan.Type.MESSAGE);
        assertThat(new UUID(scan.chatHigh, scan.chatLow)).isEqualTo(CHAT);
        assertThat(scan.version).isEqualTo(8);
        assertThat(scan.messageVersion).isEqualTo(7);
        assertThat(scan.messageId).isEqualTo(42);
    }

    @Test
    void an_errors_message_field_is_not_read_as_a_message() {
        scan(
                "{\"type\":\"error\",\"ref\":5,\"code\":\"rate_limited\",\"message\":\"slower\",\"retryable\":true,\"retryAfterMs\":250}");

        assertThat(scan.type).isEqualTo(FrameScan.Type.ERROR);
        assertThat(scan.ref).isEqualTo(5);
        assertThat(scan.code()).isEqualTo("rate_limited");
        assertThat(scan.retryable).isTrue();
        assertThat(scan.retryAfterMs).isEqualTo(250);
    }

    @Test
    void no_field_is_left_from_the_previous_frame() {
        scan("{\"type\":\"sent\",\"ref\":9,\"version\":3,\"duplicate\":true,\"message\":{\"id\":4}}");
        assertThat(scan.duplicate).isTrue();

        scan("{\"type\":\"weather\"}");

        assertThat(scan.type).isEqualTo(FrameScan.Type.OTHER);
        assertThat(scan.hasChat).isFalse();
        assertThat(scan.duplicate).isFalse();
        assertThat(scan.ref).isEqualTo(FrameScan.ABSENT);
        assertThat(scan.version).isEqualTo(FrameScan.ABSENT);
        assertThat(scan.messageId).isEqualTo(FrameScan.ABSENT);
    }

    @Test
    void a_posted_message_is_read_from_its_response() {
        scanMessage(String.format(
                Locale.ROOT, "{\"id\":4,\"chatId\":\"%s\",\"text\":\"#1:2:3#\",\"version\":6,\"read\":false}", CHAT));

        assertThat(scan.messageId).isEqualTo(4);
        assertThat(scan.messageVersion).isEqualTo(6);
    }

    @Test
    void scanning_invalid_json_terminates() {
        Random random = new Random(7);
        byte[] letters = "{}[]\",:\\ntrue1".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 20_000; i++) {
            byte[] rubbish = new byte[1 + random.nextInt(40)];
            for (int j = 0; j < rubbish.length; j++) {
                rubbish[j] = letters[random.nextInt(letters.length)];
            }
            rubbish[0] = '{';
            try {
                scan.scan(rubbish, 0, rubbish.length);
            } catch (ArrayIndexOutOfBoundsException e) {
                throw new AssertionError(new String(rubbish, StandardCharsets.US_ASCII), e);
            }
        }
        assertThat(scan.type).isNotNull();
    }

    @Test
    void a_text_of_the_run_contains_its_sender_and_due_time() {
        MessageText text = new MessageText(64);
        Bytes written = text.write(99, 1_234_567, 9_876_543_210L);
        byte[] copy = Arrays.copyOf(written.array, written.length);

        assertThat(copy).hasSize(64);
        assertThat(text.read(copy, 0, copy.length)).isTrue();
        assertThat(text.sender).isEqualTo(99);
        assertThat(text.number).isEqualTo(1_234_567);
        assertThat(text.due).isEqualTo(9_876_543_210L);
        assertThat(text.read("hello".getBytes(StandardCharsets.US_ASCII), 0, 5)).isFalse();
    }

    private void scan(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        scan.scan(bytes, 0, bytes.length);
    }

    private void scanMessage(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        scan.scanMessage(bytes, 0, bytes.length);
    }
}

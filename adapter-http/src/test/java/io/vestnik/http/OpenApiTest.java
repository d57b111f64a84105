package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    void an_independent_parser_accepts_the_document() throws IOException {
        try (TestServer server = TestServer.start()) {
            String json = server.get("/openapi.json").text();
            // The file is for linters and generators, which are run by hand and by scripts.
            Files.writeString(Path.of("target", "openapi.json"), json);
            ParseOptions options = new ParseOptions();
            options.setResolve(true);
            SwaggerParseResult result = new OpenAPIV3Parser().readContents(json, List.of(), options);
            assertThat(result.getMessages()).isEmpty();
            assertThat(result.getOpenAPI().getPaths()).containsKeys("/history/{chatId}", "/chats/{chatId}/read");
        }
    }

    @Test
    void every_endpoint_is_documented_completely() {
        RouteTable table = Api.routes(HttpSettings.local(), new StubUseCases().parts());
        try (TestServer server = TestServer.start()) {
            JsonNode document = server.get("/openapi.json").json();
            assertThat(document.get("openapi").textValue()).startsWith("3.1");
            for (Route<?> route : table.routes()) {
                JsonNode operation = document.get("paths")
                        .get(route.path())
                        .get(route.method().name().toLowerCase(java.util.Locale.ROOT));
                assertThat(operation.get("operationId").textValue())
                        .isEqualTo(route.operation())
                        .isNotEmpty();
                assertThat(operation.get("summary").textValue()).isNotEmpty();
                assertThat(operation.get("security").isEmpty()).isEqualTo(!route.needsToken());
                assertThat(operation.get("responses").size()).isGreaterThan(1);
                assertThat(operation.at("/responses/500/$ref").textValue())
                        .isEqualTo("#/components/responses/Internal");
            }
            assertThat(table.routes()).extracting(Route::operation).doesNotHaveDuplicates();
        }
    }

    @Test
    void parameters_bodies_and_headers_are_described() {
        try (TestServer server = TestServer.start()) {
            JsonNode document = server.get("/openapi.json").json();
            JsonNode send = document.at("/paths/~1chats~1{chatId}~1messages/post");
            assertThat(send.at("/parameters/1"))
                    .hasToString(
                            "{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":\"Made once per message"
                                    + " by the client and repeated on every retry. Without it no retry is"
                                    + " recognised.\",\"required\":false,"
                                    + "\"schema\":{\"type\":\"string\",\"format\":\"uuid\",\"examples\":"
                                    + "[\"01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f\"]}}");
            assertThat(document.at("/components/schemas/NewMessage"))
                    .hasToString(
                            "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\",\"examples\":[\"See"
                                + " you at"
                                + " eight?\"],\"maxLength\":4096,\"minLength\":1},\"replyTo\":{\"type\":\"integer\",\"format\":\"int64\",\"description\":\"The"
                                + " message that it answers.\",\"examples\":[42],"
                                + "\"maximum\":9007199254740991,\"minimum\":1}},\"required\":[\"text\"]}");
            assertThat(send.at("/responses/200/headers/Idempotent-Replayed").isMissingNode())
                    .isFalse();
            JsonNode limit = document.at("/paths/~1history~1{chatId}/get/parameters/1");
            assertThat(limit.at("/schema/default").intValue()).isEqualTo(50);
            assertThat(limit.at("/schema/maximum").intValue()).isEqualTo(200);
            assertThat(document.at("/components/schemas/NewChat/discriminator/propertyName")
                            .textValue())
                    .isEqualTo("kind");
        }
    }
}

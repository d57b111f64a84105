package io.vestnik.http.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Contact;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.InPath;
import io.vestnik.http.route.InQuery;
import io.vestnik.http.route.RequestReader;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.http.route.WholeBody;
import io.vestnik.wire.json.RecordShape.Field;
import io.vestnik.wire.schema.Schema.ArrayType;
import io.vestnik.wire.schema.Schema.Property;
import io.vestnik.wire.schema.SchemaWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The document at `/openapi.json`, generated from the routes that serve the requests. Generated once, on first use.
public final class OpenApi {
    private static final String BEARER = "bearer";
    private static final String ABOUT = """
        Vestnik, a messenger server: a message that was acknowledged is never lost, duplicated or reordered.

        - A chat's messages have the ids 1, 2, 3 …; `(chatId, id)` names a message.
        - Every change of a chat takes the next `version`, the cursor for catching up.
        - Repeating a send with its `Idempotency-Key` is always safe.
        - Times are ISO-8601 in UTC with milliseconds. Absent and `null` mean the same. Ignore what you do not know:
          fields, kinds, roles and codes can be added.
        - Errors are problem details (RFC 9457) with a `code`; `errors` lists every error of invalid input.

        Events come over a WebSocket at `/ws`, described in [/asyncapi.json](/asyncapi.json).
        """;

    private static final Map<String, String> TAGS = tags();

    private final List<Route<?>> routes;
    private final SchemaWriter schemas = new SchemaWriter("#/components/schemas/");
    private byte[] json = {};

    /// @param routes the routes to describe; the list may grow until the document is generated
    public OpenApi(List<Route<?>> routes) {
        this.routes = routes;
    }

    /// The document, in UTF-8.
    public synchronized byte[] json() {
        if (json.length == 0) {
            try {
                json = Json31.mapper().writeValueAsString(document()).getBytes(StandardCharsets.UTF_8);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the document cannot be written", e);
            }
        }
        return json.clone();
    }

    private OpenAPI document() {
        Paths paths = new Paths();
        Components components = new Components()
                .addSecuritySchemes(
                        BEARER,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT")
                                .description("`accessToken` of a session."));
        for (Route<?> route : routes) {
            paths.computeIfAbsent(route.path(), path -> new PathItem())
                    .operation(PathItem.HttpMethod.valueOf(route.method().name()), operation(route, components));
        }
        schemas.components().forEach((name, node) -> components.addSchemas(name, schema(node)));
        OpenAPI document = new OpenAPI(SpecVersion.V31)
                .openapi("3.1.0")
                .info(new Info()
                        .title("Vestnik")
                        .version("1")
                        .description(ABOUT)
                        .contact(new Contact().name("Operator of this server"))
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("This server.")))
                .paths(paths)
                .components(components);
        TAGS.forEach(
                (name, description) -> document.addTagsItem(new Tag().name(name).description(description)));
        return document;
    }

    private Operation operation(Route<?> route, Components components) {
        Operation operation = new Operation()
                .operationId(route.operation())
                .addTagsItem(route.tag())
                .summary(route.summary())
                .description(route.description().isEmpty() ? route.summary() + "." : route.description());
        for (Field field : route.request().fields()) {
            if (!RequestReader.inBody(field)) {
                operation.addParametersItem(parameter(field));
            }
        }
        if (route.request().fields().stream().anyMatch(RequestReader::inBody)) {
            operation.requestBody(new RequestBody().required(true).content(json(body(route))));
        }
        ApiResponses responses = new ApiResponses();
        route.replies().forEach(reply -> responses.addApiResponse(Integer.toString(reply.status()), response(reply)));
        ErrorReplies.of(route).forEach((status, codes) -> {
            String name = ErrorReplies.name(codes);
            components.addResponses(name, ErrorReplies.response(codes, schema(schemas.write(Shapes.PROBLEM.schema()))));
            responses.addApiResponse(
                    Integer.toString(status), new ApiResponse().$ref("#/components/responses/" + name));
        });
        operation.responses(responses);
        operation.security(route.needsToken() ? List.of(new SecurityRequirement().addList(BEARER)) : List.of());
        return operation;
    }

    private Parameter parameter(Field field) {
        Property property = field.property();
        boolean inPath = field.annotation(InPath.class).isPresent();
        Parameter parameter = new Parameter()
                .name(field.name())
                .in(inPath ? "path" : field.annotation(InQuery.class).isPresent() ? "query" : "header")
                .required(inPath || property.required());
        if (!property.description().isEmpty()) {
            parameter.description(property.description());
        }
        if (property.schema() instanceof ArrayType) {
            parameter.style(Parameter.StyleEnum.FORM).explode(false);
        }
        ObjectNode node = schemas.write(property);
        node.remove("description");
        return parameter.schema(schema(node));
    }

    private ObjectNode body(Route<?> route) {
        for (Field field : route.request().fields()) {
            if (field.annotation(WholeBody.class).isPresent()) {
                return schemas.write(field.type().schema());
            }
        }
        return schemas.write(route.request().schema(RequestReader::inBody));
    }

    private ApiResponse response(Route.Reply reply) {
        ApiResponse response = new ApiResponse().description(reply.description());
        if (reply.body().isPresent()) {
            response.content(json(schemas.write(reply.body().get().schema())));
        } else if (!reply.contentType().isEmpty()) {
            response.content(new Content()
                    .addMediaType(
                            reply.contentType().replaceFirst(";.*", ""),
                            new MediaType()
                                    .schema(ErrorReplies.typed(
                                            reply.contentType().equals(Answer.JSON) ? "object" : "string"))));
        }
        reply.headers()
                .forEach((name, meaning) -> response.addHeaderObject(
                        name, new Header().description(meaning).schema(ErrorReplies.typed("string"))));
        return response;
    }

    private static Content json(ObjectNode schema) {
        return new Content().addMediaType(Answer.JSON, new MediaType().schema(schema(schema)));
    }

    private static Schema<?> schema(ObjectNode node) {
        return Json31.mapper().convertValue(node, Schema.class);
    }

    private static Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("Auth", "Registration, login, refresh and logout.");
        tags.put("Users", "One's own account, and finding others.");
        tags.put("Devices", "The devices of the authenticated user.");
        tags.put("Chats", "Creating, listing, changing and deleting chats.");
        tags.put("Members", "The members of a chat.");
        tags.put("Messages", "Sending, reading, editing and deleting messages.");
        tags.put("Reading", "Read marks and readers.");
        tags.put("Service", "Health, metrics and the descriptions of the protocols.");
        return java.util.Collections.unmodifiableMap(tags);
    }
}

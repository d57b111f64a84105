package io.vestnik.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One HTTP request and what came back, unparsed.
///
/// @param path as asked, with its query
/// @param requestHeaders as the caller gave them, authorization included
/// @param headers of the answer; names in lower case
public record Exchange(
    String method,
    String path,
    Map<String, String> requestHeaders,
    byte[] requestBody,
    int status,
    Map<String, List<String>> headers,
    byte[] responseBody) {

  /// The first value of a header of the answer.
  public @Nullable String header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /// The answer's body as text.
  public String body() {
    return new String(responseBody, StandardCharsets.UTF_8);
  }

  /// The request's body as text; empty when there was none.
  public String sentBody() {
    return new String(requestBody, StandardCharsets.UTF_8);
  }
}

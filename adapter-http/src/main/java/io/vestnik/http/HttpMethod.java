package io.vestnik.http;

/// The methods that endpoints have. `HEAD` answers wherever `GET` does, `OPTIONS` everywhere.
enum HttpMethod {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}

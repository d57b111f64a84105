package io.vestnik.http;

/// The methods of endpoints. `HEAD` is answered wherever `GET` is, `OPTIONS` on every path.
enum HttpMethod {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}

package io.vestnik.http.route;

/// The methods of endpoints. `HEAD` is answered wherever `GET` is, `OPTIONS` on every path.
public enum HttpMethod {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}

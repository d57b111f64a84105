package io.vestnik.http.route;

/// The methods of endpoints. In addition, every path with `GET` answers `HEAD`, and every path of an endpoint answers
/// `OPTIONS`.
public enum HttpMethod {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}

package io.vestnik.client;

/// The error of one field of a request.
public record FieldError(String field, String message) {}

package io.vestnik.client;

/// An error in one field of a request.
public record FieldError(String field, String message) {}

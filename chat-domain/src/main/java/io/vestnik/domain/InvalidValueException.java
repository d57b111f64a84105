package io.vestnik.domain;

/// A value broke the rule of its type; the message says which, in words fit for the person who sent it
/// ("must have 1 to 128 characters").
///
/// Thrown by the constructors of the domain's values, and by a store for a [PageCursor] it did not make, so that an
/// adapter can turn it into an error about the field it was reading.
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// @param message what the value must be, without naming the field
    public InvalidValueException(String message) {
        super(message);
    }
}

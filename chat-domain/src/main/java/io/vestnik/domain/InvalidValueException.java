package io.vestnik.domain;

/// A value broke the rule of its type. The message states the rule in words fit for the user who sent the value ("must
/// have 1 to 128 characters").
///
/// Thrown by the constructors of the domain's values, and by a store for a [PageCursor] that it did not make. An
/// adapter turns it into an error about the field that it was reading.
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// @param message what the value must be, without naming the field
    public InvalidValueException(String message) {
        super(message);
    }
}

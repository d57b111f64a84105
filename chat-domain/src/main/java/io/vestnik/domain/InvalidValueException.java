package io.vestnik.domain;

/// A value broke the rule of its type. The message states the rule in words fit for the user who sent the value ("must
/// have 1 to 128 characters").
///
/// The constructors of the domain's values throw it, and a store throws it for a [PageCursor] that the store did not
/// make. An adapter reports it as an error of the field that contained the value.
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// @param message what the value must be, without naming the field
    public InvalidValueException(String message) {
        super(message);
    }
}

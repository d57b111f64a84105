package io.vestnik.demo;

/// An invented user.
///
/// @param feminine the grammatical gender in Russian
/// @param address the local part of the email address, small Latin letters and dots
record Sketch(String name, boolean feminine, Language language, String address) {
    /// The name among friends.
    String firstName() {
        return name.substring(0, name.indexOf(' '));
    }

    /// The name among friends in a language.
    String firstName(Language spoken) {
        return spoken == language || language == Language.ENGLISH
                ? firstName()
                : Character.toUpperCase(address.charAt(0)) + address.substring(1, address.indexOf('.'));
    }
}

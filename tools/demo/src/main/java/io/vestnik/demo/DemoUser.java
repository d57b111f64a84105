package io.vestnik.demo;

/// An invented user.
///
/// @param feminine whether the grammatical gender of the user in Russian texts is feminine
/// @param address the local part of the email address: small Latin letters and dots
record DemoUser(String name, boolean feminine, Language language, String address) {
    /// The name that friends use.
    String firstName() {
        return name.substring(0, name.indexOf(' '));
    }

    /// The name that friends use in a language.
    String firstName(Language spoken) {
        return spoken == language || language == Language.ENGLISH
                ? firstName()
                : Character.toUpperCase(address.charAt(0)) + address.substring(1, address.indexOf('.'));
    }
}

package io.vestnik.demo;

/// Somebody as they are made up.
///
/// @param feminine how Russian verbs speak of them
/// @param address how they are written in an email address, small Latin letters and dots
record Sketch(String name, boolean feminine, Language language, String address) {
    /// What friends call them.
    String firstName() {
        return name.substring(0, name.indexOf(' '));
    }

    /// What friends call them in that language.
    String firstName(Language spoken) {
        return spoken == language || language == Language.ENGLISH
                ? firstName()
                : Character.toUpperCase(address.charAt(0)) + address.substring(1, address.indexOf('.'));
    }
}

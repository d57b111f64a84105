package io.vestnik.domain.user;

import io.vestnik.domain.Texts;

/// The name of a device in its owner's list: 1 to 64 code points, kept as given.
public record DeviceName(String value) {
    /// The maximum length in code points.
    public static final int LENGTH_MAX = 64;

    /// The name of a device whose client sent none.
    public static final DeviceName UNKNOWN = new DeviceName("Unknown device");

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public DeviceName {
        Texts.require(value, 1, LENGTH_MAX);
    }
}

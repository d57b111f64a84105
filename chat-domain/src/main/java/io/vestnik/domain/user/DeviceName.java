package io.vestnik.domain.user;

import io.vestnik.domain.Texts;

/// What a device is called in its owner's list: 1 to 64 code points, kept as given.
public record DeviceName(String value) {
    /// In code points.
    public static final int LENGTH_MAX = 64;

    /// What a device is called that did not say.
    public static final DeviceName UNKNOWN = new DeviceName("Unknown device");

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public DeviceName {
        Texts.require(value, 1, LENGTH_MAX);
    }
}

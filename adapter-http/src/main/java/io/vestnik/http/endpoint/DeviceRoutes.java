package io.vestnik.http.endpoint;

import io.vestnik.application.account.Accounts;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.Caller;
import io.vestnik.http.route.InPath;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.schema.Description;
import java.time.Instant;
import java.util.List;

/// The devices of the authenticated user.
public final class DeviceRoutes {
    private static final String TAG = "Devices";

    private final Accounts accounts;

    public DeviceRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    @Description("A device on which I am logged in.")
    record DeviceBody(
            DeviceId id,
            DeviceName name,
            Instant createdAt,
            Instant lastSeenAt,

            @Description("Whether it is the device of this request.")
            boolean current) {
        static DeviceBody of(Device device, Caller caller) {
            return new DeviceBody(
                    device.id(),
                    device.name(),
                    device.createdAt(),
                    device.lastSeenAt(),
                    device.id().equals(caller.deviceId()));
        }
    }

    record Devices(List<DeviceBody> items) {}

    record Revocation(@InPath DeviceId deviceId) {}

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.get("/devices")
                        .named("listDevices", TAG, "My devices")
                        .gives(200, Devices.class, "Those on which I am logged in, last seen first.")
                        .authenticated((request, caller) -> Answer.json(
                                200,
                                Shapes.of(Devices.class),
                                new Devices(accounts.devices().devices(caller.userId()).stream()
                                        .map(device -> DeviceBody.of(device, caller))
                                        .toList()))),
                Route.delete("/devices/{deviceId}")
                        .takes(Revocation.class)
                        .named("revokeDevice", TAG, "Revoke one of my devices")
                        .explained("Its tokens are invalid at once, and its connections close within a second.")
                        .gives(204, "The device is revoked.")
                        .fails(ErrorCode.DEVICE_NOT_FOUND)
                        .authenticated((request, caller) -> switch (accounts.revoke()
                                .revoke(caller.userId(), request.deviceId())) {
                            case REVOKED -> Answer.none();
                            case DEVICE_NOT_FOUND -> Answer.problem(ErrorCode.DEVICE_NOT_FOUND);
                        }));
    }
}

package io.vestnik.contracts.account;

import static io.vestnik.contracts.account.AccountFixture.LIFETIME;
import static io.vestnik.contracts.account.AccountFixture.NOW;
import static io.vestnik.contracts.account.AccountFixture.atOnce;
import static io.vestnik.contracts.account.AccountFixture.chain;
import static io.vestnik.contracts.account.AccountFixture.opening;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.TokenHash;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.Users;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The contract of every store of devices.
public abstract class DevicesContract {

    /// The devices of the store under test. Other tests may use the same store.
    protected abstract Devices devices();

    /// The users in the store under test.
    protected abstract Users users();

    private AccountFixture fixture() {
        return new AccountFixture(users(), devices());
    }

    @Test
    void an_opened_device_is_live() {
        User user = fixture().added();
        DeviceId id = new DeviceId(UUID.randomUUID());
        Device expected = new Device(id, user.id(), new DeviceName("Phone"), 1, NOW, NOW, Optional.empty());

        assertThat(devices().open(opening(user.id(), id, NOW))).isEqualTo(new Devices.Opened.Done(expected, List.of()));

        assertThat(devices().find(id)).contains(expected);
        assertThat(devices().liveOf(user.id())).containsExactly(expected);
        assertThat(devices().notLive(List.of(id))).isEmpty();
    }

    @Test
    void a_continued_device_has_a_new_session_and_its_old_chain_is_unknown() {
        User user = fixture().added();
        DeviceId id = fixture().opened(user.id()).id();
        Instant later = NOW.plusSeconds(5);
        RefreshChain next = chain("N0");
        Devices.Opening again = new Devices.Opening(id, user.id(), 0, Optional.empty(), otherFamily(next), later, 64);

        Device device = fixture().opened(again);

        assertThat(device)
                .isEqualTo(new Device(id, user.id(), new DeviceName("Phone"), 2, NOW, later, Optional.empty()));
        assertThat(fixture().exchange(id, "T0", "T1", later)).isEqualTo(new Devices.Refreshed.Unknown());
        assertThat(devices().find(id).orElseThrow().live()).isTrue();
    }

    private static RefreshChain otherFamily(RefreshChain chain) {
        return new RefreshChain(new TokenHash("another"), chain.current(), Optional.empty(), chain.expiresAt());
    }

    @Test
    void another_users_or_an_ended_device_cannot_be_continued() {
        User user = fixture().added();
        User other = fixture().added();
        DeviceId id = fixture().opened(user.id()).id();

        assertThat(devices().open(opening(other.id(), id, NOW))).isEqualTo(new Devices.Opened.IdTaken());
        devices().end(id, user.id(), Device.EndReason.REVOKED, NOW);
        assertThat(devices().open(opening(user.id(), id, NOW))).isEqualTo(new Devices.Opened.IdTaken());
    }

    @Test
    void opening_a_device_requires_an_account() {
        assertThat(devices().open(opening(new UserId(UUID.randomUUID()), new DeviceId(UUID.randomUUID()), NOW)))
                .isEqualTo(new Devices.Opened.ProofOutdated());
    }

    @Test
    void the_least_recently_used_device_ends_when_there_are_too_many() {
        User user = fixture().added();
        DeviceId oldest = fixture().opened(user.id(), NOW.plusSeconds(1)).id();
        DeviceId seenAgain = fixture().opened(user.id(), NOW).id();
        devices().seen(seenAgain, NOW.plusSeconds(60));
        DeviceId third = new DeviceId(UUID.randomUUID());

        Devices.Opened opened = devices()
                .open(new Devices.Opening(third, user.id(), 0, Optional.empty(), chain("T0"), NOW.plusSeconds(2), 2));

        assertThat(opened).isInstanceOfSatisfying(Devices.Opened.Done.class, done -> {
            assertThat(done.ended()).containsExactly(oldest);
            assertThat(done.device().name()).isEqualTo(DeviceName.UNKNOWN);
        });
        assertThat(devices().liveOf(user.id())).extracting(Device::id).containsExactly(seenAgain, third);
        assertThat(devices().find(oldest).orElseThrow().endReason()).contains(Device.EndReason.REVOKED);
    }

    @Test
    void concurrent_logins_never_exceed_the_maximum_of_devices() {
        User user = fixture().added();

        atOnce(
                8,
                () -> devices()
                        .open(new Devices.Opening(
                                new DeviceId(UUID.randomUUID()), user.id(), 0, Optional.empty(), chain("T0"), NOW, 3)));

        assertThat(devices().liveOf(user.id())).hasSize(3);
    }

    @Test
    void old_ended_devices_are_removed() {
        User user = fixture().added();
        DeviceId first = fixture().opened(user.id()).id();
        devices().end(first, user.id(), Device.EndReason.REVOKED, NOW);
        for (int i = 1; i <= Devices.ENDED_KEPT_MAX; i++) {
            DeviceId id = fixture().opened(user.id()).id();
            devices().end(id, user.id(), Device.EndReason.REVOKED, NOW.plusSeconds(i));
        }
        assertThat(devices().find(first)).isPresent();

        fixture().opened(user.id());

        assertThat(devices().find(first)).isEmpty();
    }

    @Test
    void a_device_is_ended_only_once_and_only_by_its_owner() {
        User user = fixture().added();
        DeviceId id = fixture().opened(user.id()).id();

        assertThat(devices().end(id, fixture().added().id(), Device.EndReason.REVOKED, NOW))
                .isFalse();
        assertThat(devices().find(id).orElseThrow().live()).isTrue();
        assertThat(devices().end(id, user.id(), Device.EndReason.REVOKED, NOW)).isTrue();
        assertThat(devices().end(id, user.id(), Device.EndReason.REVOKED, NOW)).isFalse();

        assertThat(devices().liveOf(user.id())).isEmpty();
        DeviceId unknown = new DeviceId(UUID.randomUUID());
        assertThat(devices().notLive(List.of(id, unknown))).containsExactlyInAnyOrder(id, unknown);
        assertThat(fixture().exchange(id, "T0", "T1", NOW))
                .isEqualTo(new Devices.Refreshed.Ended(Device.EndReason.REVOKED));
        assertThat(fixture().exchange(unknown, "T0", "T1", NOW)).isEqualTo(new Devices.Refreshed.Unknown());
    }

    @Test
    void last_seen_keeps_the_latest_time() {
        User user = fixture().added();
        DeviceId id = fixture().opened(user.id()).id();

        devices().seen(id, NOW.plusSeconds(60));
        devices().seen(id, NOW.plusSeconds(30));

        assertThat(devices().find(id).orElseThrow().lastSeenAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void a_chain_continues_from_token_to_token() {
        User user = fixture().added();
        DeviceId id = fixture().opened(user.id()).id();

        Devices.Refreshed first = fixture().exchange(id, "T0", "T1", NOW.plusSeconds(10));
        Devices.Refreshed second = fixture().exchange(id, "T1", "T2", NOW.plusSeconds(20));

        assertThat(token(first)).isEqualTo("T1");
        assertThat(token(second)).isEqualTo("T2");
        assertThat(((Devices.Refreshed.Rotated) second).expiresAt())
                .isEqualTo(NOW.plusSeconds(20).plus(LIFETIME));
        assertThat(((Devices.Refreshed.Rotated) second).device().lastSeenAt()).isEqualTo(NOW.plusSeconds(20));
    }

    @Test
    void a_reused_token_ends_the_device_for_all_holders() {
        User user = fixture().added();
        DeviceId id = fixture().opened(user.id()).id();
        fixture().exchange(id, "T0", "T1", NOW);
        fixture().exchange(id, "T1", "T2", NOW);

        assertThat(fixture().exchange(id, "T0", "X", NOW)).isInstanceOf(Devices.Refreshed.Reused.class);

        assertThat(fixture().exchange(id, "T2", "T3", NOW))
                .isEqualTo(new Devices.Refreshed.Ended(Device.EndReason.TOKEN_REUSED));
        assertThat(devices().liveOf(user.id())).isEmpty();
    }

    @Test
    void concurrent_uses_of_one_token_get_the_same_successor() {
        User user = fixture().added();
        DeviceId id = fixture().opened(user.id()).id();

        List<Devices.Refreshed> refreshed =
                atOnce(8, () -> fixture().exchange(id, "T0", AccountFixture.unique(), NOW.plusSeconds(1)));

        assertThat(refreshed.stream().map(DevicesContract::token).distinct()).hasSize(1);
        assertThat(devices().find(id).orElseThrow().live()).isTrue();
    }

    private static String token(Devices.Refreshed refreshed) {
        assertThat(refreshed).isInstanceOf(Devices.Refreshed.Rotated.class);
        return ((Devices.Refreshed.Rotated) refreshed).successor().token().value();
    }
}

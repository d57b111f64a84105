package io.vestnik.application.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Token buckets for addresses and for the wider networks of an IPv6 address. A client with a /48 has 65,536 of the /64
/// that count as one address.
final class NetworkBuckets implements RateLimit<ClientAddress>, FailureLimit<ClientAddress> {
    /// One per width of [ClientAddress#networks].
    private final List<Buckets<ClientAddress>> widths;

    /// @param rate the permits of one address, at once and per `period`; a wider network has
    ///     [ClientAddress#SHARE_OF_56] and [ClientAddress#SHARE_OF_48] times as many
    NetworkBuckets(int rate, Duration period, Ticker ticker) {
        this.widths = ClientAddress.SHARES.stream()
                .map(share -> new Buckets<ClientAddress>(rate * share, rate * share, period, ticker))
                .toList();
    }

    @Override
    public Optional<Duration> take(ClientAddress address) {
        List<ClientAddress> networks = address.networks();
        for (int width = 0; width < networks.size(); width++) {
            Optional<Duration> wait = widths.get(width).take(networks.get(width));
            if (wait.isPresent()) {
                giveBack(networks.subList(0, width));
                return wait;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Duration> tries(ClientAddress address) {
        return take(address);
    }

    @Override
    public void succeeded(ClientAddress address) {
        giveBack(address.networks());
    }

    private void giveBack(List<ClientAddress> networks) {
        for (int width = 0; width < networks.size(); width++) {
            widths.get(width).giveBack(networks.get(width), 1);
        }
    }
}

package io.vestnik.application.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Token buckets for addresses, and for the /56 and the /48 around an IPv6 address. Buckets for addresses alone would
/// not limit a client that has a /48: each /64 counts as one address, and a /48 has 65,536 of them.
final class NetworkBuckets implements RateLimit<ClientAddress>, FailureLimit<ClientAddress> {
    /// The buckets for each width of network, in the order of [ClientAddress#networks].
    private final List<Buckets<ClientAddress>> widths;

    /// Creates the buckets. A /56 has [ClientAddress#SHARE_OF_56] times and a /48 [ClientAddress#SHARE_OF_48] times as
    /// many permits as one address.
    ///
    /// @param burst the capacity of the bucket of one address
    /// @param perPeriod how many permits of one address return in each `period`, evenly spread
    /// @param keysMax the maximum number of addresses, and of networks of each width, to remember
    NetworkBuckets(int burst, int perPeriod, Duration period, int keysMax, Ticker ticker) {
        this.widths = ClientAddress.SHARES.stream()
                .map(share -> new Buckets<ClientAddress>(burst * share, perPeriod * share, period, keysMax, ticker))
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

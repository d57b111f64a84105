package io.vestnik.faults.run.client;

import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Clients that speak the protocol in plain frames.
public final class RawClients implements Clients {
    private final List<RawClient> clients = new ArrayList<>();

    /// Starts the clients.
    ///
    /// @param accounts the users of the clients
    /// @param recordings where each client is recorded, in the same order
    public RawClients(
            URI server,
            Transport transport,
            List<Account> accounts,
            List<Recording> recordings,
            Load load,
            Problems problems) {
        for (int i = 0; i < accounts.size(); i++) {
            Account account = accounts.get(i);
            Workload workload = new Workload(account.client(), load.seed(), load.actionsPerSecond());
            clients.add(
                    new RawClient(server, transport, account, recordings.get(i).frames(), workload, problems));
        }
    }

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public List<Integer> numbers() {
        return clients.stream().map(RawClient::number).toList();
    }

    @Override
    public boolean areLive() {
        return clients.stream().allMatch(RawClient::isLive);
    }

    @Override
    public boolean areSettled() {
        return clients.stream().allMatch(RawClient::isSettled);
    }

    @Override
    public void work(List<Room> rooms) {
        clients.forEach(client -> client.work(rooms));
    }

    @Override
    public void dataMayBeLost() {
        // These clients keep no ids beyond the change of the epoch.
    }

    @Override
    public void rest() {
        clients.forEach(RawClient::rest);
    }

    @Override
    public VestnikApi api(int client) {
        return clients.stream()
                .filter(each -> each.number() == client)
                .findFirst()
                .orElseThrow()
                .api();
    }

    @Override
    public List<String> differences(List<Room> rooms) {
        return clients.stream()
                .flatMap(client -> client.differences(rooms).stream())
                .toList();
    }

    @Override
    public void close() {
        clients.forEach(RawClient::close);
    }
}

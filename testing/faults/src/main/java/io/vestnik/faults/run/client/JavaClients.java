package io.vestnik.faults.run.client;

import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Clients of the Java library.
public final class JavaClients implements Clients {
    /// One in ten sends over HTTP instead of its connection.
    private static final int ONE_IN_OVER_HTTP = 10;

    private final List<JavaClient> clients = new ArrayList<>();

    /// Starts the clients.
    ///
    /// @param accounts the users of the clients
    /// @param recordings where each client is recorded, in the same order
    public JavaClients(
            URI server,
            Transport transport,
            List<Account> accounts,
            List<Recording> recordings,
            Load load,
            Problems problems) {
        for (int i = 0; i < accounts.size(); i++) {
            Account account = accounts.get(i);
            Workload workload = new Workload(account.client(), load.seed(), load.actionsPerSecond());
            boolean overHttp = i % ONE_IN_OVER_HTTP == ONE_IN_OVER_HTTP - 1;
            JavaClient.Behaviour behaviour = new JavaClient.Behaviour(workload, overHttp);
            clients.add(new JavaClient(server, transport, account, recordings.get(i), behaviour, problems));
        }
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public List<Integer> numbers() {
        return clients.stream().map(JavaClient::number).toList();
    }

    @Override
    public boolean areLive() {
        return clients.stream().allMatch(JavaClient::isLive);
    }

    @Override
    public boolean areSettled() {
        return clients.stream().allMatch(JavaClient::isSettled);
    }

    @Override
    public void work(List<Room> rooms) {
        clients.forEach(client -> client.work(rooms));
    }

    @Override
    public void dataMayBeLost() {
        clients.forEach(JavaClient::dataMayBeLost);
    }

    @Override
    public void rest() {
        clients.forEach(JavaClient::rest);
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
        clients.forEach(JavaClient::close);
    }
}

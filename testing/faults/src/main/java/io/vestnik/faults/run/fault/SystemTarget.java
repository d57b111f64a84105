package io.vestnik.faults.run.fault;

import io.vestnik.faults.run.client.Clients;
import io.vestnik.faults.run.history.DataEffect;
import io.vestnik.faults.run.system.TestedSystem;
import java.util.List;
import java.util.SplittableRandom;

/// A system with its clients as the target of faults. Used by one thread.
public final class SystemTarget implements Injector.Target {
    private final TestedSystem system;
    private final List<Clients> clients;
    private final SplittableRandom random;

    /// @param random for the details of the injections
    public SystemTarget(TestedSystem system, List<Clients> clients, SplittableRandom random) {
        this.system = system;
        this.clients = List.copyOf(clients);
        this.random = random;
    }

    @Override
    public FaultKind.Undo inject(FaultKind kind) throws FaultNotPossibleException {
        return kind.injection().inject(system, random);
    }

    @Override
    public List<String> repair() {
        return system.repair();
    }

    @Override
    public void expect(DataEffect effect) {
        system.server().expectNewEpoch();
        if (effect == DataEffect.LOSS) {
            clients.forEach(Clients::dataMayBeLost);
        }
    }

    @Override
    public boolean hasFoundEpoch() {
        return system.server().hasFoundEpoch();
    }

    @Override
    public List<String> notLive() {
        return clients.stream()
                .filter(each -> !each.areLive())
                .map(Clients::name)
                .toList();
    }
}

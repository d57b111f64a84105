package io.vestnik.attacks.attack;

import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.Expectation;
import java.util.ArrayList;
import java.util.List;

/// Several attacks at the same time.
final class AtOnce {
    /// The attacks. Each one attacks a different bounded part of the server: the database's locks, a writer's queue,
    /// group changes, live delivery, responses, resumes, password hashing, frames, request heads, frames before login.
    /// The attacks with the most connections come last. Otherwise they would occupy the only core of the attacker
    /// before it has started the others.
    private static final List<Attack> PARTS = List.of(
            Writes.lockedChat(),
            Writes.editFlood(),
            Sends.pipelined(),
            Groups.titleChanges(),
            Consumers.slowConsumers(),
            ResponseMemory.changesFlood(),
            ResumeMemory.slowResume(),
            Passwords.logins(),
            Writes.typing(),
            ResponseMemory.slowHistory(),
            HttpForms.halfHeads(),
            BeforeLogin.helloFlood());

    private AtOnce() {}

    /// Runs the strongest attacks at the same time. Each attack must meet its expectations; the expected numbers are
    /// divided by the number of attacks.
    static Attack everything() {
        return new Attack(
                "everything-at-once",
                PARTS.size() + " attacks on different parts of one server at the same time",
                List.of(Expectation.requests(1_000)),
                context -> {
                    List<Part> parts = new ArrayList<>();
                    for (Attack attack : PARTS) {
                        AttackContext own = context.part();
                        parts.add(new Part(attack, own, attack.preparation().prepare(own)));
                    }
                    return () -> {
                        List<Thread> threads = parts.stream()
                                .map(part -> Thread.ofVirtual().start(part::run))
                                .toList();
                        for (Thread thread : threads) {
                            thread.join();
                        }
                        parts.forEach(part -> part.unmet().forEach(context::breach));
                    };
                });
    }

    /// One of the attacks, with its own counters.
    private record Part(Attack attack, AttackContext context, Attack.Strike strike) {
        void run() {
            strike.runIn(context, attack.name());
        }

        List<String> unmet() {
            return attack.expectations().stream()
                    .map(expectation -> expectation.shared(PARTS.size()))
                    .flatMap(expectation -> expectation.unmet(context.tally(), context.length()).stream())
                    .map(reason -> attack.name() + ": " + reason)
                    .toList();
        }
    }
}

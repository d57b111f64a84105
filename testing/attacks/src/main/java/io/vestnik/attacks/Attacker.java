package io.vestnik.attacks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.attacks.attack.Catalog;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.AttackOrder;
import io.vestnik.attacks.run.AttackerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The attacker's process. It prepares its attack, waits for `go`, and attacks until `stop`. Then it compares the
/// effects of the attack with the expectations, compares the acknowledged messages with the history, and prints the
/// result. It also ends when its input ends, so that it does not outlive the process that started it.
final class Attacker {
    private static final Duration ATTACK_END_TIMEOUT = Duration.ofSeconds(10);

    private Attacker() {}

    public static void main(String... args) throws InterruptedException {
        BlockingQueue<String> commands = commands();
        AttackOrder order = AttackOrder.of(args);
        Attack attack = Catalog.named(order.attack()).getFirst();
        AttackContext context = new AttackContext(order, AttackerProcess.database());
        Attack.Strike strike = prepare(attack, context);
        System.out.println(AttackerProcess.READY);
        await(commands, AttackerProcess.GO);
        context.begin();
        Thread attacking = Thread.ofVirtual().start(() -> strike.runIn(context, "the attack"));
        await(commands, AttackerProcess.STOP);
        context.end();
        attacking.join(ATTACK_END_TIMEOUT);
        System.out.println(AttackerProcess.RESULT + results(attack, context));
        System.exit(0);
    }

    private static BlockingQueue<String> commands() {
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().name("commands").start(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    commands.add(line);
                }
            } catch (IOException e) {
                // A failed read counts as the end of the input.
            }
            System.exit(1);
        });
        return commands;
    }

    private static void await(BlockingQueue<String> commands, String expected) throws InterruptedException {
        String command = commands.take();
        if (!command.equals(expected)) {
            throw new IllegalStateException("expected " + expected + ", got " + command);
        }
    }

    private static Attack.Strike prepare(Attack attack, AttackContext context) {
        try {
            return attack.preparation().prepare(context);
        } catch (Exception e) {
            System.out.println("cannot prepare: " + e);
            System.exit(1);
            throw new IllegalStateException(e);
        }
    }

    /// The result of an attack that is over.
    static String results(Attack attack, AttackContext context) {
        attack.unmet(context).forEach(context::breach);
        try {
            context.ledger().check(context.entrance()).forEach(context::breach);
        } catch (IOException e) {
            context.breach("the history cannot be compared: " + e.getMessage());
        }
        ObjectNode result = new JsonMapper().createObjectNode();
        result.put("requests", context.tally().requests());
        ObjectNode answers = result.putObject("answers");
        context.tally().answers().forEach(answers::put);
        ArrayNode breaches = result.putArray("breaches");
        context.breaches().forEach(breaches::add);
        return result.toString();
    }
}

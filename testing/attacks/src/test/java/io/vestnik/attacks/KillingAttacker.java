package io.vestnik.attacks;

import io.vestnik.attacks.run.AttackerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An attacker that kills the server process.
final class KillingAttacker {
    private KillingAttacker() {}

    public static void main(String... args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(AttackerProcess.READY);
        in.readLine();
        ProcessHandle.current().parent().stream()
                .flatMap(ProcessHandle::children)
                .filter(KillingAttacker::isServer)
                .forEach(ProcessHandle::destroyForcibly);
        in.readLine();
        System.out.println(AttackerProcess.RESULT + "{}");
    }

    private static boolean isServer(ProcessHandle process) {
        return process.info()
                .arguments()
                .map(Arrays::asList)
                .filter(arguments -> arguments.stream().anyMatch(argument -> argument.endsWith("vestnik.jar")))
                .isPresent();
    }
}

package io.vestnik.bootstrap;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The calls of the Java library that read a clock, start or pause threads, wait with a time-out, or draw random
/// numbers. A node makes them only through its runtime, so that a simulation can replace them. Waits without a time-out
/// and interrupts are not included.
final class RuntimeCalls {
    /// Calls, whatever their arguments.
    private static final Set<String> CALLS = Set.of(
            method(System.class, "nanoTime"),
            method(System.class, "currentTimeMillis"),
            method(InstantSource.class, "system"),
            method(UUID.class, "randomUUID"),
            method(Math.class, "random"),
            method(Thread.class, "<init>"),
            method(Thread.class, "ofVirtual"),
            method(Thread.class, "ofPlatform"),
            method(Thread.class, "startVirtualThread"),
            method(Thread.class, "start"),
            method(Thread.class, "join"),
            method(Thread.class, "sleep"),
            method(Thread.class, "yield"),
            method(Thread.class, "onSpinWait"),
            method(TimeUnit.class, "sleep"),
            method(TimeUnit.class, "timedJoin"),
            method(TimeUnit.class, "timedWait"),
            "com.github.benmanes.caffeine.cache.Ticker.systemTicker",
            "com.github.benmanes.caffeine.cache.Scheduler.systemScheduler");

    /// Types of which nothing is called.
    private static final Set<String> TYPES = Set.of(
            Executors.class.getName(),
            ForkJoinPool.class.getName(),
            ThreadPoolExecutor.class.getName(),
            ScheduledThreadPoolExecutor.class.getName(),
            ScheduledExecutorService.class.getName(),
            LockSupport.class.getName(),
            Random.class.getName(),
            SplittableRandom.class.getName(),
            ThreadLocalRandom.class.getName(),
            SecureRandom.class.getName(),
            "java.util.Timer");

    /// Names of methods of `java.util.concurrent` with time-outs that no argument shows.
    private static final Set<String> TIMED =
            Set.of("awaitNanos", "awaitUntil", "orTimeout", "completeOnTimeout", "delayedExecutor");

    /// Names of methods of `java.util` that use the common pool.
    private static final Set<String> PARALLEL = Set.of("parallel", "parallelStream");

    private RuntimeCalls() {}

    /// Selects the calls and method references.
    static DescribedPredicate<JavaAccess<?>> direct() {
        return DescribedPredicate.describe(
                "a clock, a thread, a wait with a time-out or a random number of the JDK",
                access -> isDirect(access.getTarget()));
    }

    private static boolean isDirect(AccessTarget target) {
        if (!(target instanceof AccessTarget.CodeUnitAccessTarget unit)) {
            return false;
        }
        String owner = unit.getOwner().getName();
        String name = unit.getName();
        return CALLS.contains(owner + "." + name)
                || TYPES.contains(owner)
                || (owner.startsWith("java.time.") && readsClock(name))
                || (owner.startsWith("java.util.concurrent.") && (TIMED.contains(name) || name.endsWith("Async")))
                || (owner.startsWith("java.util.") && PARALLEL.contains(name))
                || waitsOnMonitor(name, unit.getRawParameterTypes())
                || takesTimeUnit(owner, name, unit.getRawParameterTypes());
    }

    /// Whether a method of `java.time` reads a clock of the machine, or makes one (`Clock.system…`, `Clock.tick…`).
    private static boolean readsClock(String name) {
        return name.equals("now") || name.startsWith("system") || name.startsWith("tick");
    }

    /// Whether a call is `Object.wait`, which has the type of the variable as its owner.
    private static boolean waitsOnMonitor(String name, List<JavaClass> parameters) {
        return name.equals("wait") && parameters.stream().allMatch(JavaClass::isPrimitive) && parameters.size() <= 2;
    }

    /// Whether a call passes a time-out with its unit, as `tryLock`, `poll`, `get` and `await` do. A conversion between
    /// units passes a unit, too. The caches have durations in units, which are no waits.
    private static boolean takesTimeUnit(String owner, String name, List<JavaClass> parameters) {
        return parameters.stream().anyMatch(type -> type.isEquivalentTo(TimeUnit.class))
                && !(owner.equals(TimeUnit.class.getName()) && name.equals("convert"))
                && !owner.startsWith("com.github.benmanes.caffeine.");
    }

    private static String method(Class<?> owner, String name) {
        return owner.getName() + "." + name;
    }
}

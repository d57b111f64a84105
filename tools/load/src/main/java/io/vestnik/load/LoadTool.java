package io.vestnik.load;

import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.function.Consumer;

/// Generates load on a server, reports progress, and returns the measurements and violations.
public final class LoadTool {
    private final boolean withinLimits;
    private final Consumer<String> progress;

    /// Makes a tool for a server without rate limits: a request that a limit refuses ends the run.
    ///
    /// @param progress receives one line per second during the run
    public LoadTool(Consumer<String> progress) {
        this(false, progress);
    }

    /// @param withinLimits whether the tool waits if a rate limit requires it; otherwise such a refusal ends the run
    /// @param progress receives one line per second during the run
    public LoadTool(boolean withinLimits, Consumer<String> progress) {
        this.withinLimits = withinLimits;
        this.progress = progress;
    }

    /// Runs a plan.
    ///
    /// @throws LimitedException if a rate limit refuses a request without which the run cannot continue
    /// @throws LoadFailedException if the server does not answer, or refuses for another reason a request without which
    ///     the run cannot continue
    public LoadReport run(LoadPlan plan, Target target) {
        Transport transport = Transport.create();
        try (Stage stage = new Stage(plan, target, transport, withinLimits, progress)) {
            return switch (plan.scenario()) {
                case DIRECT, GROUP, HOT, POST, READ, SOAK -> new Conversation(stage).run();
                case IDLE -> new IdleRun(stage).run();
                case HISTORY -> new PagingRun(stage).run();
            };
        } catch (ConnectionLostException e) {
            throw new LoadFailedException("the server at " + target.address() + " does not answer: " + reason(e), e);
        } catch (VestnikException e) {
            throw new LoadFailedException("the server at " + target.address() + " refused: " + e.getMessage(), e);
        } finally {
            transport.http().close();
        }
    }

    /// The reason of a failed request. The JDK's exceptions for an unknown host and a closed port have no message.
    private static String reason(ConnectionLostException failure) {
        String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnresolvedAddressException) {
                return "unknown host";
            }
            if (at instanceof ConnectException) {
                reason = at.getMessage() == null ? "the connection was refused" : at.getMessage();
            }
        }
        return reason;
    }

    /// Describes what a run does and how long it takes, for a notice before the run.
    public static String describe(LoadPlan plan) {
        String filled =
                plan.scenario() == Scenario.HISTORY ? String.format(Locale.ROOT, "%,d messages, ", plan.depth()) : "";
        return String.format(
                Locale.ROOT,
                "%s: %s; %d s of warm-up and %d s measured, after %sregistrations and logins, before the checks",
                plan.scenario().name().toLowerCase(Locale.ROOT),
                plan.scenario().meaning(),
                plan.warmUp().toSeconds(),
                plan.duration().toSeconds(),
                filled);
    }

    /// Describes the data that a run leaves on the server, for a notice before the run.
    public static String describeLeftData(LoadPlan plan) {
        String chats = switch (plan.scenario()) {
            case DIRECT, READ, SOAK -> String.format(Locale.ROOT, "%,d direct chats", plan.people() / 2);
            case GROUP, HOT -> "one group";
            case POST -> String.format(Locale.ROOT, "%,d groups", plan.chats());
            case IDLE -> "no chat";
            case HISTORY -> String.format(Locale.ROOT, "one direct chat of %,d messages", plan.depth());
        };
        return String.format(
                Locale.ROOT,
                "%,d people named \"Load …\", %s and every message of the run will remain there",
                plan.people(),
                chats);
    }
}

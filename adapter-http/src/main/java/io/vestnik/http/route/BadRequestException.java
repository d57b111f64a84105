package io.vestnik.http.route;

/// A request that cannot be read. The exception carries the response to it.
public final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Answer.Problem problem;

    BadRequestException(Answer.Problem problem) {
        super(problem.code().code());
        this.problem = problem;
    }

    /// The response to the request that cannot be read.
    public Answer.Problem problem() {
        return problem;
    }
}

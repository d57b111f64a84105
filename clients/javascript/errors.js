/**
 * A refusal by the server, or a missing answer.
 *
 * `code` is an error code of the protocol (`forbidden`, `rate_limited`, …), or `offline` if there was no answer. If
 * `retryable`, the same request may be sent again, after `retryAfterMs` if that is given.
 */
export class VestnikError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{status?: number, retryable?: boolean, retryAfterMs?: number, fields?: import('./types.js').FieldProblem[]}} [more]
   */
  constructor(code, message, more = {}) {
    super(message);
    this.name = 'VestnikError';
    this.code = code;
    /** The HTTP status; 0 if there was none. */
    this.status = more.status ?? 0;
    this.retryable = more.retryable ?? false;
    this.retryAfterMs = more.retryAfterMs;
    /** The invalid fields, if the code is `invalid_request`. */
    this.fields = more.fields ?? [];
  }
}

/** @param {unknown} [cause] */
export function offline(cause) {
  const error = new VestnikError('offline', 'no connection to the server', { retryable: true });
  error.cause = cause;
  return error;
}

/**
 * @param {unknown} problem
 * @returns {string} the code of a {@link VestnikError}; `internal` for other errors
 */
export function codeOf(problem) {
  return problem instanceof VestnikError ? problem.code : 'internal';
}

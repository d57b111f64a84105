/**
 * A refusal by the server, or the lack of an answer.
 *
 * `code` is one of the catalogue (`forbidden`, `rate_limited`, …) or the local `offline`: there was no answer. If `retryable`,
 * the same request may be retried, after `retryAfterMs` if that is given.
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
    /** The HTTP status, 0 if there was none. */
    this.status = more.status ?? 0;
    this.retryable = more.retryable ?? false;
    this.retryAfterMs = more.retryAfterMs;
    /** The invalid fields, for `invalid_request`. */
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
 * @returns {string} its code; `internal` for other errors
 */
export function codeOf(problem) {
  return problem instanceof VestnikError ? problem.code : 'internal';
}

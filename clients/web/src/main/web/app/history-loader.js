import { VestnikError } from '@vestnik/client';
import { client } from './shared.js';

/** The pause after a refusal if the server requests no pause. */
const RETRY_MS = 1000;

/**
 * Loads the visible part of a chat's history with one request at a time. While the user drags the scroll bar, the parts
 * that were passed in between are not loaded.
 *
 * After a failure nothing is loaded until the pause that the server requested is over, until the connection is live
 * again, or until the user asks for it.
 */
export class HistoryLoader {
  #continued;
  /** @type {import('@vestnik/client').ChatView} */
  #view = /** @type {any} */ (undefined);
  #loading = false;
  #failed = false;
  #broken = false;

  /** @param {() => void} continued called when the visible part may have changed or can be loaded again */
  constructor(continued) {
    this.#continued = continued;
  }

  get isLoading() {
    return this.#loading;
  }

  /** @returns {boolean} whether loading has failed and only the user can retry it */
  get isBroken() {
    return this.#broken;
  }

  /** @param {import('@vestnik/client').ChatView} view the chat whose history is loaded from now on */
  open(view) {
    this.#view = view;
    this.retry();
  }

  /** Ends the pause after a failure. */
  retry() {
    this.#failed = false;
    this.#broken = false;
  }

  /**
   * @param {number} first an id
   * @param {number} to an id; it may be above the newest one
   */
  load(first, to) {
    const view = this.#view;
    const last = Math.min(to, view.lastMessageId);
    if (this.#loading || this.#failed || last < 1 || view.has(first, last)) return;
    this.#loading = true;
    view
      .ensure(first, last)
      .catch((problem) => {
        if (view === this.#view) this.#waitFor(problem);
      })
      .finally(() => {
        this.#loading = false;
        this.#continued();
      });
  }

  /** @param {unknown} problem why loading failed */
  #waitFor(problem) {
    this.#failed = true;
    const again = () => {
      this.#failed = false;
      this.#continued();
    };
    if (problem instanceof VestnikError && problem.code !== 'offline' && problem.retryable) {
      setTimeout(again, problem.retryAfterMs ?? RETRY_MS);
    } else if (client.state.name !== 'live') {
      const off = client.on('state', (state) => {
        if (state.name !== 'live') return;
        off();
        again();
      });
    } else {
      this.#broken = true;
    }
  }
}

/** Timers by name, so that an action that is requested several times in a short time runs once. */
export class Timers {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #running = new Map();

  /**
   * Runs the action after the delay. No-op if the timer of this name is running already.
   *
   * @param {string} name
   * @param {number} delayMs
   * @param {() => void} action
   */
  start(name, delayMs, action) {
    if (!this.#running.has(name)) this.restart(name, delayMs, action);
  }

  /**
   * Runs the action after the delay, in place of the action for which the timer of this name is running.
   *
   * @param {string} name
   * @param {number} delayMs
   * @param {() => void} action
   */
  restart(name, delayMs, action) {
    clearTimeout(this.#running.get(name));
    this.#running.set(
      name,
      setTimeout(() => {
        this.#running.delete(name);
        action();
      }, delayMs),
    );
  }

  /** Stops all timers. */
  clear() {
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }
}

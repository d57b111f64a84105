/**
 * Calls the listeners of events. An exception of a listener is reported, and does not affect the other listeners.
 *
 * @template {Record<string, any>} Events
 */
export class Emitter {
  /** @type {Map<keyof Events, Set<(detail: any) => void>>} */
  #listeners = new Map();

  /**
   * Calls `listener` for each later `event`.
   *
   * @template {keyof Events} Name
   * @param {Name} event
   * @param {(detail: Events[Name]) => void} listener
   * @returns {() => void} removes the listener
   */
  on(event, listener) {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /**
   * @template {keyof Events} Name
   * @param {Name} event
   * @param {Events[Name]} detail
   */
  emit(event, detail) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        listener(detail);
      } catch (problem) {
        console.error(problem);
      }
    }
  }
}

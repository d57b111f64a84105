/** @typedef {import('./fake-socket.js').FakeSocket} FakeSocket */

/**
 * A limit on sends, as the protocol describes it. After a refusal, the sends of the connection to the chat are refused
 * until the first refused key is sent again, or until the client has sent nothing to the chat for the pause of the last
 * refusal.
 */
export class SendLimit {
  #perSecond;
  #dueMs = 0;
  /** @type {Map<string, {key: string, untilMs: number}>} by connection and chat */
  #gates = new Map();
  /** @type {Map<FakeSocket, number>} */
  #numbers = new Map();
  refused = 0;

  /** @param {number} perSecond */
  constructor(perSecond) {
    this.#perSecond = perSecond;
  }

  /**
   * @param {FakeSocket} socket
   * @param {{chatId: string, key: string}} frame
   * @returns {{code: string, retryable: boolean, retryAfterMs: number} | undefined}
   */
  refuses(socket, { chatId, key }) {
    const now = performance.now();
    if (!this.#numbers.has(socket)) this.#numbers.set(socket, this.#numbers.size);
    const at = `${this.#numbers.get(socket)} ${chatId}`;
    const gate = this.#gates.get(at);
    if (gate && gate.key !== key && now < gate.untilMs) return this.#refusal(at, gate.key, this.#dueMs - now);
    if (now < this.#dueMs) return this.#refusal(at, gate && now < gate.untilMs ? gate.key : key, this.#dueMs - now);
    this.#gates.delete(at);
    this.#dueMs = now + 1000 / this.#perSecond;
    return undefined;
  }

  /**
   * @param {string} at
   * @param {string} key
   * @param {number} leftMs
   */
  #refusal(at, key, leftMs) {
    this.refused++;
    const retryAfterMs = Math.max(100, Math.ceil(leftMs));
    this.#gates.set(at, { key, untilMs: performance.now() + retryAfterMs });
    return { code: 'rate_limited', retryable: true, retryAfterMs };
  }
}

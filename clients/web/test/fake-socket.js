/**
 * The client's end of a connection to a fake server.
 *
 * @typedef {object} Server the parts of the server that a connection uses
 * @property {boolean} down
 * @property {Set<FakeSocket>} sockets the open connections
 * @property {(socket: FakeSocket, frame: any) => void} receive
 */
export class FakeSocket {
  /** @type {((event: any) => void) | null} */
  onopen = null;
  /** @type {((event: any) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onclose = null;
  /** @type {((event: any) => void) | null} */
  onerror = null;
  userId = '';
  live = false;
  #open = true;

  /** @param {Server} server */
  constructor(server) {
    this.server = server;
    queueMicrotask(() => {
      if (server.down) return this.end(1006);
      server.sockets.add(this);
      this.onopen?.({});
    });
  }

  /** @param {string} data */
  send(data) {
    if (this.#open) queueMicrotask(() => this.#open && this.server.receive(this, JSON.parse(data)));
  }

  close() {
    this.#open = false;
    this.server.sockets.delete(this);
  }

  /** @param {any} frame */
  say(frame) {
    const data = JSON.stringify(frame);
    queueMicrotask(() => this.#open && this.onmessage?.({ data }));
  }

  /** @param {number} code */
  end(code) {
    if (!this.#open) return;
    // Data that was sent before the end is still delivered; data sent later is not.
    queueMicrotask(() => {
      if (!this.#open) return;
      this.close();
      this.onclose?.({ code });
    });
  }
}

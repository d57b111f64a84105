import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

/** @typedef {import('./types.js').SocketLike} SocketLike */

/** The constant of RFC 6455 §1.3 with which a server proves that it has understood the handshake. */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The maximum size of a frame. Frames of the server are far smaller, so a larger one means a broken stream. */
const FRAME_BYTES_MAX = 16 * 1024 * 1024;

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/**
 * A WebSocket for Node versions that have none. It implements only what this library uses: text frames, pongs and close
 * codes, without extensions and subprotocols.
 *
 * @implements {SocketLike}
 */
export class NodeWebSocket {
  /** @type {import('node:stream').Duplex | undefined} */
  #stream;
  #buffer = Buffer.alloc(0);
  /** @type {Buffer[]} */
  #fragments = [];
  #closeCode = 1006;
  #closed = false;

  /** @param {string} url `ws:` or `wss:` */
  constructor(url) {
    /** @type {((event: any) => void) | null} */
    this.onopen = null;
    /** @type {((event: any) => void) | null} */
    this.onmessage = null;
    /** @type {((event: any) => void) | null} */
    this.onclose = null;
    /** @type {((event: any) => void) | null} */
    this.onerror = null;
    const key = randomBytes(16).toString('base64');
    const address = new URL(url.replace(/^ws/, 'http'));
    const request = (address.protocol === 'https:' ? https : http).request(address, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': key,
      },
    });
    request.on('upgrade', (response, stream, head) => {
      const expected = createHash('sha1').update(key + ACCEPT_GUID).digest('base64');
      if (response.headers['sec-websocket-accept'] !== expected || this.#closed) {
        stream.destroy();
        this.#end();
        return;
      }
      this.#stream = stream;
      stream.on('data', (data) => this.#received(data));
      stream.on('error', () => this.#end());
      stream.on('close', () => this.#end());
      this.onopen?.({});
      if (head.length > 0) this.#received(head);
    });
    request.on('response', (response) => {
      response.resume();
      this.#end();
    });
    request.on('error', (problem) => {
      this.onerror?.(problem);
      this.#end();
    });
    request.end();
    this.#request = request;
  }

  /** @type {import('node:http').ClientRequest} */
  #request;

  /** @param {string} data */
  send(data) {
    this.#write(TEXT, Buffer.from(data));
  }

  /** @param {number} [code] */
  close(code = 1000) {
    if (this.#closed) return;
    if (!this.#stream) {
      this.#request.destroy();
      this.#end();
      return;
    }
    const body = Buffer.alloc(2);
    body.writeUInt16BE(code);
    this.#write(CLOSE, body);
    this.#stream.end();
  }

  /**
   * @param {number} opcode
   * @param {Buffer} body
   */
  #write(opcode, body) {
    if (!this.#stream || this.#closed) return;
    const mask = randomBytes(4);
    const long = body.length > 0xffff ? 8 : body.length > 125 ? 2 : 0;
    const head = Buffer.alloc(2 + long);
    head[0] = 0x80 | opcode;
    head[1] = 0x80 | (long === 8 ? 127 : long === 2 ? 126 : body.length);
    if (long === 2) head.writeUInt16BE(body.length, 2);
    if (long === 8) head.writeBigUInt64BE(BigInt(body.length), 2);
    const masked = Buffer.from(body);
    for (let at = 0; at < masked.length; at++) masked[at] = (masked[at] ?? 0) ^ (mask[at % 4] ?? 0);
    this.#stream.write(Buffer.concat([head, mask, masked]));
  }

  /** @param {Buffer} data */
  #received(data) {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const buffer = this.#buffer;
      if (buffer.length < 2 || this.#closed) return;
      const first = buffer.readUInt8(0);
      let length = buffer.readUInt8(1) & 0x7f;
      let at = 2;
      if (length === 126) {
        if (buffer.length < 4) return;
        length = buffer.readUInt16BE(2);
        at = 4;
      } else if (length === 127) {
        if (buffer.length < 10) return;
        length = Number(buffer.readBigUInt64BE(2));
        at = 10;
      }
      if (length > FRAME_BYTES_MAX) {
        this.#stream?.destroy();
        return;
      }
      if (buffer.length < at + length) return;
      const body = buffer.subarray(at, at + length);
      this.#buffer = buffer.subarray(at + length);
      this.#frame(first & 0x0f, (first & 0x80) !== 0, body);
    }
  }

  /**
   * @param {number} opcode
   * @param {boolean} last
   * @param {Buffer} body
   */
  #frame(opcode, last, body) {
    switch (opcode) {
      case 0:
      case TEXT:
      case 2: {
        this.#fragments.push(Buffer.from(body));
        if (!last) return;
        const whole = Buffer.concat(this.#fragments);
        this.#fragments = [];
        this.onmessage?.({ data: whole.toString('utf8') });
        return;
      }
      case CLOSE:
        this.#closeCode = body.length >= 2 ? body.readUInt16BE(0) : 1005;
        this.#write(CLOSE, body.subarray(0, 2));
        this.#stream?.end();
        return;
      case PING:
        this.#write(PONG, body);
        return;
      default:
    }
  }

  #end() {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream?.destroy();
    // The constructor must have returned first, so that there is a listener.
    queueMicrotask(() => this.onclose?.({ code: this.#closeCode }));
  }
}

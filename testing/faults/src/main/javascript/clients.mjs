// Clients of the JavaScript library for a run with faults. The first line of the input is the configuration, each further line a
// command; the end of the input ends the process. Each line of the output is a JSON object: a frame, the state of all clients, or
// the answer to a command.
//
//   node clients.mjs LIBRARY     the directory of the library
//
// Configuration: {url, seed, actionsPerSecond, users: [{client, email, password}]}. Commands: {do: 'work', rooms: [{chat, members}]},
// {do: 'rest'}, {do: 'compare', rooms}.

import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const library = process.argv[2];
const load = (/** @type {string} */ file) => import(pathToFileURL(join(library, file)).href);
const { VestnikClient, MemoryStore } = await load('index.js');
const { NodeWebSocket } = await load('node-websocket.js');

const STATE_MS = 100;
const UNSENT_MAX = 48;
const COMPARED = 50;
const PADDING_MAX = 160;

const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** A time of the clock that all processes of a machine share on Linux, in nanoseconds. */
const now = () => process.hrtime.bigint().toString();

/** Returns random numbers in 0–1, always the same ones for a seed (mulberry32). */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Returns a type of WebSocket that reports all frames of a client. A connection ends when the client removes its handlers, because
 * it then takes no more frames.
 */
function recording(client) {
  return class extends NodeWebSocket {
    #ended = false;
    #onmessage = null;
    #onclose = null;

    constructor(url) {
      super(url);
      Object.defineProperty(this, 'onmessage', {
        get: () => (event) => {
          if (!this.#onmessage) return;
          write({ c: client, t: now(), d: 'in', f: event.data });
          this.#onmessage(event);
        },
        set: (handler) => {
          this.#onmessage = handler;
        },
      });
      Object.defineProperty(this, 'onclose', {
        get: () => (event) => {
          this.#end(event.code);
          this.#onclose?.(event);
        },
        set: (handler) => {
          if (!handler) this.#end(1006);
          this.#onclose = handler;
        },
      });
    }

    send(data) {
      write({ c: client, t: now(), d: 'out', f: data });
      super.send(data);
    }

    #end(code) {
      if (this.#ended) return;
      this.#ended = true;
      write({ c: client, t: now(), d: 'end', code });
    }
  };
}

/** One client, which acts at random moments while there are chats to work in. */
class Actor {
  #random;
  #pauseMs;
  #number = 0;
  #own = new Map();
  rooms = [];
  working = false;

  constructor(user, config) {
    this.user = user;
    this.#random = dice(config.seed * 31 + user.client);
    this.#pauseMs = 1000 / config.actionsPerSecond;
    this.client = new VestnikClient({
      url: config.url,
      store: new MemoryStore(),
      WebSocket: recording(user.client),
      random: this.#random,
    });
    this.client.on('state', (state) => {
      if (state.name === 'stopped' || state.name === 'signedOut') write({ problem: `javascript client ${user.client}: ${state.why}` });
    });
  }

  async start() {
    await this.client.login({ email: this.user.email, password: this.user.password });
    this.#next();
  }

  get isLive() {
    return this.client.state.name === 'live';
  }

  #next() {
    const pause = -Math.log(1 - this.#random()) * this.#pauseMs;
    setTimeout(() => {
      try {
        if (this.working) this.#act();
      } catch (problem) {
        write({ problem: `javascript client ${this.user.client}: ${problem}` });
      }
      this.#next();
    }, pause);
  }

  #act() {
    const view = this.client.chat(this.rooms[Math.floor(this.#random() * this.rooms.length)]);
    if (!view || view.removed) return;
    const of = this.#random();
    if (of < 0.75) {
      this.#send(view);
    } else if (of < 0.9) {
      if (view.lastMessageId > 0) view.read(view.lastMessageId);
    } else {
      this.#change(view, of < 0.97);
    }
  }

  #send(view) {
    if (this.client.unsent >= UNSENT_MAX) return;
    const padding = 'y'.repeat(Math.floor(this.#random() * PADDING_MAX));
    this.client.send(view.id, `#${this.user.client}:${++this.#number}# ${padding}`);
  }

  /** Edits or deletes the newest message of this user among the last ones. */
  #change(view, edit) {
    const changed = this.#own.get(view.id) ?? 0;
    for (let id = view.lastMessageId; id > Math.max(changed, view.lastMessageId - 20); id--) {
      const message = view.message(id);
      if (message?.senderId === this.client.userId && !message.deletedAt && message.text) {
        this.#own.set(view.id, id);
        const origin = message.text.slice(0, message.text.indexOf('#', 1) + 1);
        // A refusal has its reason in the run: the message may be deleted, or this user removed.
        const done = edit ? this.client.edit(view.id, id, `${origin} edited`) : this.client.delete(view.id, id);
        done.catch(() => {});
        return;
      }
    }
  }

  /** Compares the views with the server, and returns a line for each difference. */
  async differences(rooms) {
    const found = [];
    for (const { chat, members } of rooms) {
      if (!members.includes(this.user.client)) continue;
      const view = this.client.chat(chat);
      let server;
      try {
        server = await this.client.api.chat(chat);
      } catch (problem) {
        if (problem.code !== 'chat_not_found' || (view && !view.removed)) found.push(`${chat}: the server answers ${problem.code}`);
        continue;
      }
      if (!view || view.version !== server.version) {
        found.push(`${chat}: has version ${view?.version}, the server ${server.version}`);
        continue;
      }
      const from = Math.max(1, server.lastMessageId - COMPARED + 1);
      if (server.lastMessageId === 0) continue;
      await view.ensure(from, server.lastMessageId);
      const page = await this.client.api.history(chat, from - 1, COMPARED);
      for (const message of page.items) {
        const held = view.message(message.id);
        if (held?.text !== message.text || held?.version !== message.version) found.push(`${chat}: message ${message.id} differs`);
      }
    }
    return found.map((line) => `javascript client ${this.user.client} ${line}`);
  }
}

/** @type {Actor[]} */
let actors = [];

const commands = {
  work({ rooms }) {
    for (const actor of actors) {
      actor.rooms = rooms.filter((room) => room.members.includes(actor.user.client)).map((room) => room.chat);
      actor.working = actor.rooms.length > 0;
    }
  },
  rest() {
    for (const actor of actors) actor.working = false;
  },
  async compare({ rooms }) {
    const found = [];
    for (const actor of actors) {
      try {
        found.push(...(await actor.differences(rooms)));
      } catch (problem) {
        found.push(`javascript client ${actor.user.client} cannot compare: ${problem}`);
      }
    }
    write({ differences: found });
  },
};

const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(0));
lines.on('line', async (line) => {
  const command = JSON.parse(line);
  if (command.do) {
    await commands[command.do](command);
    return;
  }
  actors = command.users.map((user) => new Actor(user, command));
  for (const actor of actors) await actor.start();
  setInterval(() => {
    const live = actors.filter((actor) => actor.isLive).length;
    const unsent = actors.reduce((sum, actor) => sum + actor.client.unsent, 0);
    write({ state: { live, unsent } });
  }, STATE_MS);
  write({ started: now() });
});
write({ clock: now() });

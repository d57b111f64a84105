import { MemoryStore, VestnikClient } from '../../../javascript/index.js';
import { FakeServer } from '../fake-server.js';

/** Makes a fake server, and clients that connect to it without back-off. */
export function scene() {
  const server = new FakeServer();
  const anna = server.user('anna');
  const boris = server.user('boris');
  const chat = server.chat([anna, boris]);
  /** @type {VestnikClient[]} */
  const clients = [];

  /**
   * @param {string} name
   * @param {import('../../../javascript/types.js').Store} [store]
   * @param {number} [random] the random value of the back-off
   */
  function client(name, store = new MemoryStore(), random = 0) {
    const made = new VestnikClient({ url: 'http://fake', store, fetch: server.fetch, WebSocket: server.WebSocket, random: () => random });
    clients.push(made);
    return { client: made, store, login: () => made.login({ email: `${name}@example.org`, password: 'secret' }) };
  }

  /**
   * A client of Anna that is logged in and connected.
   *
   * @param {import('../../../javascript/types.js').Store} [store]
   */
  async function annaLive(store = new MemoryStore()) {
    const { client: made, login } = client('anna', store);
    await login();
    await until(() => made.state.name === 'live');
    return made;
  }

  /** @param {VestnikClient} each */
  async function disconnect(each) {
    server.down = true;
    server.cut();
    await until(() => each.state.name === 'offline');
  }

  /** @param {VestnikClient} each */
  async function connect(each) {
    server.down = false;
    each.connectNow();
    await until(() => each.state.name === 'live');
  }

  async function end() {
    for (const each of clients) await each.close();
  }

  return { server, anna, boris, chat, client, annaLive, disconnect, connect, end };
}

/**
 * Waits until a condition holds.
 *
 * @param {() => unknown} condition
 * @param {string} [what]
 * @param {number} [ms] the maximum time
 */
export async function until(condition, what = condition.toString(), ms = 5000) {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/**
 * @param {VestnikClient} client
 * @param {string} chatId
 */
export function view(client, chatId) {
  const found = client.chat(chatId);
  if (!found) throw new Error(`no chat ${chatId}`);
  return found;
}

/**
 * @param {VestnikClient} client
 * @param {string} chatId
 */
export async function everything(client, chatId) {
  const chat = view(client, chatId);
  await chat.ensure(1, chat.lastMessageId);
  return Array.from({ length: chat.lastMessageId }, (_, at) => chat.message(at + 1));
}

import { MemoryStore, VestnikClient } from '../../src/main/web/client/index.js';
import { FakeServer } from '../fake-server.js';

/** A server, and clients of it whose back-off takes no time. */
export function scene() {
  const server = new FakeServer();
  const anna = server.user('anna');
  const boris = server.user('boris');
  const chat = server.chat([anna, boris]);
  /** @type {VestnikClient[]} */
  const clients = [];

  /**
   * @param {string} name
   * @param {import('../../src/main/web/client/types.js').Store} [store]
   */
  function client(name, store = new MemoryStore()) {
    const made = new VestnikClient({ url: 'http://fake', store, fetch: server.fetch, WebSocket: server.WebSocket, random: () => 0 });
    clients.push(made);
    return { client: made, store, login: () => made.login({ email: `${name}@example.org`, password: 'secret' }) };
  }

  async function end() {
    for (const each of clients) await each.close();
  }

  return { server, anna, boris, chat, client, end };
}

/**
 * Waits until something is so.
 *
 * @param {() => unknown} condition
 * @param {string} [what]
 */
export async function until(condition, what = condition.toString()) {
  const deadline = Date.now() + 5000;
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

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Server, actor, until } from '../browser/stage.js';

/**
 * Sends more messages in a burst than a limit allows, and checks the stored messages.
 *
 * @param {import('node:test').TestContext} t
 * @param {{perSecond: number, chats: number, each: number, withinMs: number}} how
 */
async function burst(t, { perSecond, chats, each, withinMs }) {
  const server = new Server({ VESTNIK_LIMIT_SENDS: String(perSecond) });
  await server.start();
  try {
    const { client } = await actor(server.url, 'Anna Example');
    try {
      const stops = new Set();
      client.on('state', (state) => state.name === 'live' || stops.add(state.name));
      /** @type {Map<string, string[]>} */
      const texts = new Map();
      for (let at = 0; at < chats; at++) {
        const { id } = await client.createGroup(`Group ${at}`, []);
        texts.set(id, Array.from({ length: each }, (_, number) => `number ${number}`));
      }
      const begun = performance.now();
      const entries = [];
      for (let number = 0; number < each; number++) {
        for (const [chatId, of] of texts) entries.push(client.send(chatId, of[number] ?? ''));
      }
      await until(() => client.unsent === 0, 'every message is acknowledged', withinMs);
      t.diagnostic(`${chats * each} sends in ${chats} chats at ${perSecond}/s: ${Math.round(performance.now() - begun)} ms`);
      assert.deepEqual(entries.filter((entry) => entry.failed), []);
      assert.deepEqual([...stops], [], 'the connection was never lost');
      for (const [chatId, wanted] of texts) {
        /** @type {(string | undefined)[]} */
        const stored = [];
        while (stored.length < each) {
          const { items } = await client.api.history(chatId, stored.length, 200);
          assert.notEqual(items.length, 0, 'every message is stored');
          stored.push(...items.map((message) => message.text));
        }
        assert.deepEqual(stored, wanted);
      }
    } finally {
      await client.close();
    }
  } finally {
    await server.stop();
  }
}

// The limit requires 10 s; the rest is for the pauses after refusals.
it('a burst of 600 at the default limit is stored in its order', (t) => burst(t, { perSecond: 50, chats: 1, each: 600, withinMs: 15_000 }));

it('a burst over five chats at the default limit is stored, each chat in its order', (t) => burst(t, { perSecond: 50, chats: 5, each: 60, withinMs: 20_000 }));

// A pause follows each refusal, so the burst takes several times the 10 s that the limit requires.
it('a burst at the smallest limit is stored, each chat in its order', (t) => burst(t, { perSecond: 1, chats: 3, each: 4, withinMs: 60_000 }));

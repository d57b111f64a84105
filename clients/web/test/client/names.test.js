import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MemoryStore } from '../../../javascript/index.js';
import { scene, until, view } from './support.js';

/** @type {ReturnType<typeof scene>} */
let stage;
beforeEach(() => {
  stage = scene();
});
afterEach(() => stage.end());

/** @param {MemoryStore} [store] */
async function anna(store = new MemoryStore()) {
  const { client, login } = stage.client('anna', store);
  await login();
  await until(() => client.state.name === 'live');
  return client;
}

/** @param {import('../../../javascript/index.js').VestnikClient} client */
async function disconnect(client) {
  stage.server.down = true;
  stage.server.cut();
  await until(() => client.state.name === 'offline');
}

/** @param {import('../../../javascript/index.js').VestnikClient} client */
async function connect(client) {
  stage.server.down = false;
  client.hurry();
  await until(() => client.state.name === 'live');
}

describe('the name of a partner', () => {
  const NEW = 'Boris the Second';

  /** @param {MemoryStore} store */
  async function stored(store) {
    const client = await anna(store);
    await until(async () => (await store.list('chat/')).length === 1);
    return client;
  }

  function rename() {
    const user = stage.server.users.get(stage.boris);
    if (user) user.name = NEW;
  }

  it('that changes while the user is online stays changed after a restart', async () => {
    const store = new MemoryStore();
    const before = await stored(store);
    rename();
    stage.server.toUser(stage.anna, { type: 'user', userId: stage.boris, name: NEW });
    await until(() => view(before, stage.chat.id).info.peer?.name === NEW);
    await before.close();
    await store.delete(`people/${stage.anna}`);
    const after = stage.client('anna', store).client;
    stage.server.down = true;
    await after.resume();
    assert.equal(view(after, stage.chat.id).info.peer?.name, NEW, 'from the stored chat');
    assert.equal(after.people.nameOf(stage.boris), NEW);
    stage.server.down = false;
  });

  it('is not replaced by an older one that is stored with a chat', async () => {
    const store = new MemoryStore();
    const before = await stored(store);
    await before.close();
    await store.set(`people/${stage.anna}`, [{ id: stage.boris, name: NEW }]);
    const after = stage.client('anna', store).client;
    stage.server.down = true;
    await after.resume();
    assert.equal(after.people.nameOf(stage.boris), NEW);
    assert.equal(view(after, stage.chat.id).info.peer?.name, NEW);
    stage.server.down = false;
  });

  it('that changed while the user was offline is learned after the connect, if it is in use', async () => {
    const client = await anna();
    assert.equal(client.people.get(stage.boris)?.name, 'boris');
    await disconnect(client);
    rename();
    await connect(client);
    await until(() => client.people.nameOf(stage.boris) === NEW);
    assert.equal(view(client, stage.chat.id).info.peer?.name, NEW);
  });
});

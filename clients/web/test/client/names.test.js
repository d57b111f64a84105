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

describe('the name of a partner', () => {
  const NEW = 'Boris the Second';

  /** @param {MemoryStore} store */
  async function stored(store) {
    const client = await stage.annaLive(store);
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
    const client = await stage.annaLive();
    assert.equal(client.people.get(stage.boris)?.name, 'boris');
    await stage.disconnect(client);
    rename();
    await stage.connect(client);
    await until(() => client.people.nameOf(stage.boris) === NEW);
    assert.equal(view(client, stage.chat.id).info.peer?.name, NEW);
  });
});

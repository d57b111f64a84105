import assert from 'node:assert/strict';
import { it } from 'node:test';
import { scene, until } from './support.js';

it('a logout without an answer is reported, and the next login continues the listed device', async () => {
  const { server, client: clientOf, end } = scene();
  const { client, login } = clientOf('anna');
  /** @type {any[]} */
  const devices = [];
  const answered = server.answer.bind(server);
  server.answer = (method, url, body, token) => {
    if (url.pathname === '/auth/login') devices.push(body.device.id);
    return answered(method, url, body, token);
  };
  try {
    await login();
    await until(() => client.state.name === 'live');
    server.down = true;
    assert.equal(await client.logout(), false);
    server.down = false;
    await login();
    assert.equal(await client.logout(), true);
    await login();
    assert.deepEqual(devices, [undefined, 'device', undefined]);
  } finally {
    await end();
  }
});

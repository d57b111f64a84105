import assert from 'node:assert/strict';
import { it } from 'node:test';
import { scene, until } from './support.js';

/**
 * The time after which a client gives up a connection, according to the protocol: ten seconds after a ping without an
 * answer.
 */
const PATIENCE_MS = 10_000;

it('pings a silent server, and reconnects without an answer for ten seconds', async () => {
  const { server, client: of, end } = scene();
  server.pingSeconds = 1;
  const { client, login } = of('anna');
  const pings = () => server.received.filter((frame) => frame.type === 'ping').length;
  try {
    await login();
    await until(() => client.state.name === 'live');
    await until(() => pings() === 2, 'it was answered, and asked again');
    server.mute = true;
    await until(() => pings() === 3);
    const asked = performance.now();
    await until(() => client.state.name !== 'live', 'it gave up', 2 * PATIENCE_MS);
    assert.ok(performance.now() - asked > PATIENCE_MS - 100);
    server.mute = false;
    // The next attempt may have sent its `hello` while the server was mute.
    server.cut();
    await until(() => client.state.name === 'live');
  } finally {
    await end();
  }
});

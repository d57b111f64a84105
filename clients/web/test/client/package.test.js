import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const LIBRARY = fileURLToPath(new URL('../../../javascript', import.meta.url));

it('is a publishable package: code, types and a README, and no dependency', async () => {
  const about = JSON.parse(await readFile(join(LIBRARY, 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) assert.equal(about[kind], undefined, kind);
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], { cwd: LIBRARY, encoding: 'utf8' }));
  /** @type {string[]} */
  const files = packed.files.map((/** @type {{path: string}} */ file) => file.path);
  for (const { types, default: code } of Object.values(about.exports)) {
    assert.ok(files.includes(types.slice(2)), types);
    assert.ok(files.includes(code.slice(2)), code);
  }
  assert.ok(files.includes('README.md') && files.includes('examples/bot.ts'));
  const modules = files.filter((file) => file.endsWith('.js'));
  for (const file of modules) assert.ok(files.includes(`types/${file.replace(/\.js$/, '.d.ts')}`), `types of ${file}`);
  assert.deepEqual(files.filter((file) => !/^(types\/|examples\/)?[\w-]+(\.d)?\.(js|ts|md|json)$/.test(file)), []);
});

it('imports only itself, and Node in the modules for Node', async () => {
  const modules = (await readdir(LIBRARY)).filter((file) => file.endsWith('.js'));
  assert.ok(modules.includes('client.js') && modules.includes('node.js'));
  for (const file of modules) {
    const source = await readFile(join(LIBRARY, file), 'utf8');
    for (const [, from] of source.matchAll(/^(?:import|export) .*from '([^']+)'/gm)) {
      assert.match(String(from), file.startsWith('node') ? /^(\.\/|node:)/ : /^\.\//, file);
    }
  }
});

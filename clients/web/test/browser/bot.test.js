import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { PASSWORD, Server, actor, until } from './stage.js';

const LIBRARY = fileURLToPath(new URL('../../../javascript', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * The code blocks of a document in one language.
 * @param {string} document
 * @param {string} language
 */
async function blocks(document, language) {
  const text = await readFile(document, 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => String(code));
}

/**
 * Compiles the files as a strict project that has installed the package, and returns the problems.
 * @param {string[]} files
 */
function compile(files) {
  const program = ts.createProgram(files, {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [fileURLToPath(new URL('../../node_modules/@types', import.meta.url))],
  });
  program.emit();
  return ts.getPreEmitDiagnostics(program).map((each) => ts.flattenDiagnosticMessageText(each.messageText, '\n'));
}

const server = new Server();
let home = '';
before(async () => {
  await server.start();
  home = await mkdtemp(join(tmpdir(), 'vestnik-bot-'));
});
after(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

/** @param {string} email */
function start(email) {
  return spawn(process.execPath, ['bot.js'], {
    cwd: home,
    env: { ...process.env, VESTNIK_URL: server.url, BOT_EMAIL: email, BOT_PASSWORD: PASSWORD },
    stdio: 'inherit',
  });
}

it('the commands of README.md install the packed library, whose types fit the documented examples', async () => {
  const source = await readFile(join(LIBRARY, 'examples/bot.ts'), 'utf8');
  assert.deepEqual(await blocks(join(ROOT, 'README.md'), 'ts'), [source], 'README.md contains this bot');
  assert.ok(source.trimEnd().split('\n').length <= 20);
  const install = (await blocks(join(ROOT, 'README.md'), 'sh')).find((block) => block.includes('../dice-bot/package.json'));
  // `test/run` has packed the library before this test.
  assert.match(String(install), /^make npm\n/);
  const commands = String(install).replace('make npm\n', '').replaceAll('../dice-bot', home);
  execFileSync('sh', ['-ec', commands], { cwd: ROOT, stdio: 'pipe' });

  const examples = await blocks(join(LIBRARY, 'README.md'), 'js');
  assert.equal(examples.length, 2);
  const files = examples.map((_, index) => join(home, `example-${index}.ts`));
  await Promise.all(examples.map((code, index) => writeFile(String(files[index]), code)));
  assert.deepEqual(compile([join(home, 'bot.ts'), ...files]), []);
});

it('the example bot answers, and misses no message while it is down', async () => {
  const owner = await actor(server.url, 'Dice');
  const botId = owner.client.userId;
  const { email } = owner;
  await owner.client.close();
  const anna = await actor(server.url, 'Anna');
  const chat = await anna.client.openDirect(botId);

  let bot = start(email);
  try {
    anna.client.send(chat.id, 'nothing to roll');
    await until(() => anna.client.presence(botId) !== undefined || chat.lastMessageId === 1);
    await until(() => chat.info.allReadUpTo === 1, 'the bot reads');
    anna.client.send(chat.id, '/roll 6');
    await until(() => chat.info.lastMessage?.replyTo === 2);
    assert.match(chat.info.lastMessage?.text ?? '', /^[1-6] of 6$/);

    await until(() => chat.info.allReadUpTo === 2, 'the bot reads the second one');
    bot.kill('SIGKILL');
    await new Promise((resolve) => bot.once('exit', resolve));
    anna.client.send(chat.id, '/roll 20');
    await until(() => chat.lastMessageId === 4);
    bot = start(email);
    await until(() => chat.info.lastMessage?.replyTo === 4);
    assert.equal(chat.lastMessageId, 5);
  } finally {
    bot.kill();
    await anna.client.close();
  }
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { PASSWORD, Server, actor, until } from './stage.js';

const LIBRARY = fileURLToPath(new URL('../../../javascript', import.meta.url));
const README = fileURLToPath(new URL('../../../../README.md', import.meta.url));

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

it('the example bot type-checks against the package, answers, and misses no message while it is down', async () => {
  await mkdir(join(home, 'node_modules/@vestnik'), { recursive: true });
  await symlink(LIBRARY, join(home, 'node_modules/@vestnik/client'));
  await writeFile(join(home, 'package.json'), '{"type": "module"}');
  const source = await readFile(join(LIBRARY, 'examples/bot.ts'), 'utf8');
  assert.ok((await readFile(README, 'utf8')).includes(`\`\`\`ts\n${source}\`\`\``), 'README.md contains this bot');
  assert.ok(source.trimEnd().split('\n').length <= 20);
  await writeFile(join(home, 'bot.ts'), source);
  const program = ts.createProgram([join(home, 'bot.ts')], {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [fileURLToPath(new URL('../../node_modules/@types', import.meta.url))],
  });
  const problems = ts.getPreEmitDiagnostics(program).map((each) => ts.flattenDiagnosticMessageText(each.messageText, '\n'));
  assert.deepEqual(problems, []);
  program.emit();

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

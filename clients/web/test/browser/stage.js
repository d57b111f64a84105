import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { MemoryStore, VestnikClient } from '../../../javascript/index.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const START_MS_MAX = 180_000;

/** How long tests wait for a result, long enough for a busy machine. */
const PATIENCE_MS = 40_000;

export const PASSWORD = 'correct horse 1';

/** The real server, started by the launcher on a free port with its own data. A test can kill and restart it. */
export class Server {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  #port = 0;
  #data = '';
  /** @type {Record<string, string>} */
  #settings;

  /** @param {Record<string, string>} [settings] */
  constructor(settings = {}) {
    // Tests act faster than users, so the limits are switched off.
    this.#settings = { VESTNIK_LIMIT_REGISTRATIONS: '0', VESTNIK_LIMIT_REQUESTS: '0', VESTNIK_LIMIT_SENDS: '0', VESTNIK_LIMIT_SEARCHES: '0', VESTNIK_LIMIT_CHATS: '0', ...settings };
  }

  get url() {
    return `http://localhost:${this.#port}`;
  }

  get port() {
    return this.#port;
  }

  async start() {
    this.#data ||= await mkdtemp(join(tmpdir(), 'vestnik-web-'));
    const child = spawn(process.env['LAUNCHER'] ?? join(ROOT, 'vestnik'), ['serve'], {
      env: { ...process.env, ...this.#settings, VESTNIK_PORT: String(this.#port), VESTNIK_DATA_DIR: this.#data },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#process = child;
    let output = '';
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server did not start:\n${output}`)), START_MS_MAX);
      const append = (/** @type {Buffer} */ data) => {
        output += data;
        const found = /listening on http:\/\/localhost:(\d+)/.exec(output);
        if (!found) return;
        this.#port = Number(found[1]);
        clearTimeout(timer);
        resolve(undefined);
      };
      child.stdout?.on('data', append);
      child.stderr?.on('data', append);
      child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
    });
  }

  /** Kills all processes of the server without a warning, as a power failure does. */
  async kill() {
    await this.#signal('SIGKILL');
  }

  async stop() {
    await this.#signal('SIGTERM');
    await rm(this.#data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** @param {NodeJS.Signals} signal */
  async #signal(signal) {
    const child = this.#process;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, signal);
    await gone;
  }
}

/** A proxy in front of the server. A test can cut and restore its connections, as happens to a user in a tunnel. */
export class Tunnel {
  /** @type {Set<net.Socket>} */
  #lines = new Set();
  #listening = net.createServer((near) => {
    if (this.#cut) {
      near.destroy();
      return;
    }
    const far = net.connect(this.#server.port, 'localhost');
    for (const line of [near, far]) {
      this.#lines.add(line);
      line.on('error', () => line.destroy());
      line.on('close', () => {
        this.#lines.delete(line);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  #cut = false;
  #server;

  /** @param {Server} server */
  constructor(server) {
    this.#server = server;
  }

  async open() {
    await new Promise((resolve) => this.#listening.listen(0, 'localhost', () => resolve(undefined)));
  }

  get url() {
    return `http://localhost:${/** @type {net.AddressInfo} */ (this.#listening.address()).port}`;
  }

  cut() {
    this.#cut = true;
    for (const line of this.#lines) line.destroy();
  }

  restore() {
    this.#cut = false;
  }

  close() {
    this.cut();
    this.#listening.close();
  }
}

/** @returns {Promise<import('playwright-core').Browser>} */
export function openBrowser() {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--enable-precise-memory-info'] });
}

/** Collects the errors of pages. No error is allowed, not even a refused inline style. */
export class PageErrors {
  /** @type {string[]} */
  all = [];

  /** @param {import('playwright-core').BrowserContext} context */
  watch(context) {
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && hostname !== 'localhost') this.all.push(`asked another host: ${request.url()}`);
    });
    context.on('page', (page) => {
      page.on('pageerror', (problem) => this.all.push(String(problem.stack)));
      page.on('console', (message) => {
        // The browser itself reports lost connections as errors, and some tests cause them.
        const network = /Failed to load resource|WebSocket connection to|net::ERR/.test(message.text());
        if (message.type() === 'error' && !network) this.all.push(message.text());
      });
    });
  }
}

/**
 * Opens a browser with a profile on disk, which can be killed and opened again. Use it as the browser of {@link
 * newcomer}.
 */
export async function openProfile() {
  const directory = await mkdtemp(join(tmpdir(), 'vestnik-profile-'));
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let running;
  const open = async () => {
    const child = spawn(
      process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=en-GB', '--accept-lang=en-GB', '--window-size=1280,800', `--user-data-dir=${directory}`, '--remote-debugging-port=0', 'about:blank'],
      { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    );
    running = child;
    /** @type {string} */
    const address = await new Promise((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (data) => {
        said += data;
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found) resolve(found);
      });
      child.once('exit', () => reject(new Error(`the browser ended:\n${said}`)));
    });
    const [context] = (await chromium.connectOverCDP(address)).contexts();
    if (!context) throw new Error('the browser has no profile');
    return context;
  };
  const crash = async () => {
    const child = running;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGKILL');
    await gone;
  };
  const context = await open();
  return {
    context,
    newContext: async () => context,
    crash,
    reopen: open,
    close: async () => {
      await crash();
      await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} prefix
 * @returns {Promise<string[]>} the keys of the data that the client has stored in this browser
 */
export function storedKeys(page, prefix) {
  return page.evaluate(
    (begin) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('vestnik');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const keys = opening.result.transaction('values').objectStore('values').getAllKeys();
          keys.onsuccess = () => {
            opening.result.close();
            resolve(keys.result.map(String).filter((key) => key.startsWith(begin)));
          };
        };
      }),
    prefix,
  );
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} key a key of the data that the client has stored in this browser
 * @param {Record<string, any>} fields the fields to replace
 * @returns {Promise<void>}
 */
export function changeStored(page, key, fields) {
  return page.evaluate(
    ([name, changed]) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('vestnik');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('values', 'readwrite');
          const values = transaction.objectStore('values');
          const kept = values.get(name);
          kept.onsuccess = () => values.put({ ...kept.result, ...changed }, name);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    /** @type {const} */ ([key, fields]),
  );
}

let people = 0;

/** @param {string} name @returns {string} a unique email address */
export function emailOf(name) {
  return `${name.replace(/[^a-z]/gi, '').toLowerCase() || 'person'}${++people}.${process.pid}@example.org`;
}

/**
 * A user in a separate browser context.
 *
 * @param {{newContext(how: import('playwright-core').BrowserContextOptions): Promise<import('playwright-core').BrowserContext>}} browser
 * @param {string} url
 * @param {string} name
 * @param {import('playwright-core').BrowserContextOptions & {pageErrors?: PageErrors, script?: () => void}} [how] `script`
 *     runs in the page before its own scripts
 */
export async function newcomer(browser, url, name, { pageErrors, script, ...how } = {}) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...how });
  context.setDefaultTimeout(PATIENCE_MS);
  if (script) await context.addInitScript(script);
  pageErrors?.watch(context);
  const page = await context.newPage();
  const email = emailOf(name);
  await page.goto(url);
  await page.getByRole('button', { name: /Create an account|Создайте аккаунт/ }).click();
  await page.locator('[name=name]').fill(name);
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(PASSWORD);
  await page.getByRole('button', { name: /^(Create account|Создать аккаунт)$/ }).click();
  await page.locator('#search').waitFor();
  return { context, page, email, name };
}

/**
 * A user without a browser, who acts through the library.
 *
 * @param {string} url
 * @param {string} name
 */
export async function actor(url, name) {
  const client = new VestnikClient({ url, store: new MemoryStore(), deviceName: `${name}'s phone` });
  const email = emailOf(name);
  await client.register({ name, email, password: PASSWORD });
  await until(() => client.state.name === 'live');
  return { client, email, name };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} who a name or an email
 */
export async function findAndOpen(page, who) {
  await page.locator('#search').fill(who);
  await page.locator('.chat-list button.chat').first().click();
  await page.locator('textarea').waitFor();
}

/**
 * @param {import('playwright-core').Page} page @param {string} title the title of a chat in the list, which previews
 *     may also contain
 */
export function chatNamed(page, title) {
  return page.locator('a.chat', { has: page.locator('strong', { hasText: title }) });
}

/** @param {import('playwright-core').Page} page @param {string} title */
export async function openChat(page, title) {
  await chatNamed(page, title).click();
  await page.locator('.conversation h1', { hasText: title }).waitFor();
}

/** @param {import('playwright-core').Page} page @param {string} text */
export async function say(page, text) {
  await page.locator('textarea').fill(text);
  await page.locator('textarea').press('Enter');
}

/** @param {import('playwright-core').Page} page @param {string} text */
export function bubble(page, text) {
  return page.locator('.row', { has: page.locator('.text', { hasText: text }) });
}

/**
 * @param {() => unknown} condition
 * @param {string} [what]
 * @param {number} [ms] the maximum time
 */
export async function until(condition, what = condition.toString(), ms = PATIENCE_MS) {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Fills a chat as fast as the server accepts messages.
 *
 * @param {string} url
 * @param {{client: VestnikClient, email: string}} who
 * @param {string} chatId
 * @param {number} count
 */
export async function fill(url, { client, email }, chatId, count) {
  const Socket = globalThis.WebSocket ?? (await import('../../../javascript/node-websocket.js')).NodeWebSocket;
  const session = await client.api.login({ email, password: PASSWORD });
  const socket = new Socket(`${url.replace('http', 'ws')}/ws`);
  let sent = 0;
  let stored = 0;
  const IN_FLIGHT = 400;
  const words = 'the harbour was quiet and a sailor had left a lantern burning on the last pier before dawn'.split(' ');
  await new Promise((resolve, reject) => {
    const push = () => {
      while (sent < count && sent - stored < IN_FLIGHT) {
        sent++;
        const text = `${sent}: ${words.slice(0, 2 + ((sent * 7) % 15)).join(' ')}`;
        socket.send(JSON.stringify({ type: 'send', ref: sent, chatId, key: crypto.randomUUID(), text }));
      }
    };
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', v: 1, token: session.accessToken }));
    socket.onmessage = (event) => {
      const frame = JSON.parse(String(event.data));
      if (frame.type === 'live') push();
      else if (frame.type === 'sent') {
        stored++;
        if (stored === count) resolve(undefined);
        else push();
      } else if (frame.type === 'error') reject(new Error(JSON.stringify(frame)));
    };
    socket.onclose = (event) => reject(new Error(`closed ${event.code}`));
  });
  socket.onclose = null;
  socket.close();
}

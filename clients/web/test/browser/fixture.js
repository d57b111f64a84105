import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { PageErrors, PASSWORD, Server, Tunnel, actor, bubble, newcomer, openBrowser } from './stage.js';

/** Starts a server and a browser for the tests of a file. */
export function serverAndBrowser() {
  const server = new Server();
  /** @type {import('playwright-core').Browser} */
  let browser;
  before(async () => {
    await server.start();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await server.stop();
  });
  return {
    server,
    browser: {
      /** @param {import('playwright-core').BrowserContextOptions} how */
      newContext: (how) => browser.newContext(how),
    },
  };
}

/**
 * Starts a server and a browser for the tests of a file, and closes what each test has opened after it. A test fails if a
 * page has logged an error.
 */
export function fixture() {
  const { server, browser } = serverAndBrowser();
  const pageErrors = new PageErrors();
  /** @type {{close(): Promise<void> | void}[]} */
  const opened = [];

  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
    assert.deepEqual(pageErrors.all.splice(0), [], 'errors of the pages');
  });

  /**
   * Closes something after the test.
   *
   * @template {{close(): Promise<void> | void}} T
   * @param {T} each
   */
  function closing(each) {
    opened.push(each);
    return each;
  }

  /**
   * A user in a separate browser context.
   *
   * @param {string} name
   * @param {any} [how] options of the context, `url` of the server, and `script`, which runs before the page's own scripts
   */
  async function person(name, how = {}) {
    const tracked = {
      /** @param {import('playwright-core').BrowserContextOptions} options */
      newContext: async (options) => closing(await browser.newContext(options)),
    };
    const { url = server.url, ...rest } = how;
    return newcomer(tracked, url, name, { pageErrors, ...rest });
  }

  /**
   * A registered user in another browser.
   *
   * @param {string} email
   * @param {import('playwright-core').BrowserContextOptions} [how]
   * @param {(context: import('playwright-core').BrowserContext) => Promise<void>} [prepare]
   */
  async function openPage(email, how = {}, prepare = async () => {}) {
    const context = closing(await browser.newContext({ locale: 'en-GB', ...how }));
    pageErrors.watch(context);
    await prepare(context);
    const page = await context.newPage();
    await page.goto(server.url);
    await page.locator('[name=email]').fill(email);
    await page.locator('[name=password]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('#search').waitFor();
    return { context, page };
  }

  /**
   * A page that shows the login.
   *
   * @param {string} url
   * @param {import('playwright-core').BrowserContextOptions} [how]
   * @param {(context: import('playwright-core').BrowserContext) => Promise<void>} [prepare]
   */
  async function visitor(url, how = {}, prepare = async () => {}) {
    const context = closing(await browser.newContext({ locale: 'en-GB', ...how }));
    pageErrors.watch(context);
    await prepare(context);
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('form').waitFor();
    return page;
  }

  /** @param {string} name @param {string} [url] */
  async function voice(name, url = server.url) {
    const who = await actor(url, name);
    closing(who.client);
    return who;
  }

  /** A way to the server that a test can cut. */
  async function openTunnel() {
    const tunnel = closing(new Tunnel(server));
    await tunnel.open();
    return tunnel;
  }

  return { server, pageErrors, openTunnel, person, openPage, visitor, voice };
}

/** @param {Awaited<ReturnType<typeof actor>>} who @param {string} email @returns {Promise<import('../../../javascript/index.js').ChatView>} the direct chat of both */
export async function directWith(who, email) {
  const [other] = await who.client.api.findPeople(email);
  return who.client.openDirect(other?.id ?? '');
}

/** @param {import('playwright-core').Page} page @param {string} text */
export const ticks = (page, text) => bubble(page, text).locator('.meta:not(.room) .ticks');

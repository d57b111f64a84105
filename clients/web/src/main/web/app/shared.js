import { LitElement } from 'lit';
import { VestnikClient, codeOf } from '@vestnik/client';
import { explain, t } from './i18n.js';

export const client = new VestnikClient({ url: location.origin, deviceName: deviceName() });

/**
 * A custom element without a shadow root, so that one style sheet and one set of ids serve the whole page. It renders
 * at most once per frame.
 */
export class View extends LitElement {
  /** @type {(() => void)[]} */
  #endings = [];
  #frame = 0;

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** @param {(() => void)[]} endings functions that are called when the element leaves the page */
  until(...endings) {
    this.#endings.push(...endings);
  }

  /** Requests a render in the next frame. */
  soon = () => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
    // A hidden page has no frames, but its title and its lists must be correct when it is shown again.
    if (document.hidden) {
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      this.requestUpdate();
    }
  };

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    for (const end of this.#endings.splice(0)) end();
  }
}

/** @returns {string | undefined} the id of the chat in the URL */
export function openChatId() {
  return /^#\/c\/([\w-]+)$/.exec(location.hash)?.[1];
}

/** @param {string | undefined} chatId */
export function goTo(chatId) {
  const hash = chatId ? `#/c/${chatId}` : '#/';
  if (location.hash === hash) return;
  // The entry of the history is replaced when the user goes from chat to chat, so that "back" leads to the list, as on
  // a phone.
  if (chatId && openChatId()) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** The unsent texts in the composers, by chat. */
class Drafts {
  /** @type {Map<string, string>} */
  #texts = new Map();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #timers = new Map();

  async load() {
    this.#texts.clear();
    for (const [name, text] of await client.kept('draft/')) this.#texts.set(name.slice('draft/'.length), text);
  }

  clear() {
    this.#texts.clear();
  }

  /** @param {string} chatId */
  of(chatId) {
    return this.#texts.get(chatId) ?? '';
  }

  /**
   * @param {string} chatId
   * @param {string} text
   */
  set(chatId, text) {
    if (text) this.#texts.set(chatId, text);
    else this.#texts.delete(chatId);
    clearTimeout(this.#timers.get(chatId));
    this.#timers.set(
      chatId,
      setTimeout(() => void client.keep(`draft/${chatId}`, this.#texts.get(chatId)), 300),
    );
  }
}

export const drafts = new Drafts();

/**
 * @param {import('@vestnik/client').ChatView} view
 * @returns {string}
 */
export function titleOf(view) {
  const { kind, title, peer } = view.info;
  if (kind === 'group') return title ?? '';
  return peer ? (client.people.get(peer.id)?.name ?? peer.name) : t('chat.deletedAccount');
}

/** @param {string | undefined} userId */
export function nameOf(userId) {
  if (!userId) return t('chat.deletedAccount');
  return client.people.get(userId)?.name ?? t('chat.someone');
}

/** @param {string} text a text that screen readers announce, and that is not shown */
export function announce(text) {
  const region = document.getElementById('announcements');
  if (region) region.textContent = text;
}

/** @param {string} text a text that is shown for a moment, and announced by screen readers */
export function toast(text) {
  const old = document.querySelector('.toast');
  old?.remove();
  const shown = document.createElement('div');
  shown.className = 'toast';
  shown.setAttribute('role', 'status');
  shown.popover = 'manual';
  // An open dialog covers the page, so the text must be part of the dialog.
  (document.querySelector('dialog[open]') ?? document.body).append(shown);
  shown.showPopover();
  shown.textContent = text;
  setTimeout(() => shown.remove(), 4000);
}

/** @param {unknown} problem */
export function complain(problem) {
  if (!codeOf(problem)) return;
  toast(explain(codeOf(problem)));
  if (codeOf(problem) === 'internal') console.error(problem);
}

function deviceName() {
  const agent = navigator.userAgent;
  const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : 'Safari';
  const system = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Mac OS/.test(agent)
        ? 'macOS'
        : /Windows/.test(agent)
          ? 'Windows'
          : 'Linux';
  return `Vestnik Web, ${browser}, ${system}`;
}

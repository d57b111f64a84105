import { html, render } from 'lit';
import { t } from './i18n.js';

const EMOJI =
  '😀 😃 😄 😁 😆 😅 😂 🤣 🙂 😉 😊 😇 🥰 😍 😘 😋 😜 🤪 🤗 🤔 🤨 😐 😏 😒 🙄 😬 😌 😔 😴 😷 🤒 🥳 😎 🤓 😕 😟 🙁 😮 😳 🥺 😢 😭 😱 😤 😡 🤬 💀 💩 🤡 👻 🤖 👋 👌 ✌️ 🤞 🤟 🤙 👈 👉 👆 👇 👍 👎 ✊ 👏 🙌 🤝 🙏 💪 👀 ❤️ 🧡 💛 💚 💙 💜 🖤 💔 💯 💥 ✨ 🔥 ⭐ 🌈 ☀️ 🌧️ ❄️ 🎉 🎁 🎂 🏆 ⚽ 🚗 ✈️ 🚀 🏠 ☕ 🍺 🍷 🍕 🍎 🐱 🐶 🦊 🐻 🐼 🐸 🦉 🕊️ 🌲 🌸 💡 📌 📎 📅 ✅ ❌ ❓ ❗'.split(' ');

const COLUMNS = 8;

/**
 * @param {Element} owner
 * @param {(emoji: string) => void} chosen
 */
export function openEmoji(owner, chosen) {
  const panel = document.createElement('div');
  panel.className = 'emoji-panel';
  panel.popover = 'auto';
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', t('composer.emoji'));
  render(
    EMOJI.map((emoji, at) => html`<button tabindex=${at === 0 ? 0 : -1} @click=${() => chosen(emoji)}>${emoji}</button>`),
    panel,
  );
  (owner.closest('main') ?? document.body).append(panel);
  panel.showPopover();
  const around = owner.getBoundingClientRect();
  panel.style.left = `${Math.max(8, Math.min(around.left, innerWidth - panel.offsetWidth - 8))}px`;
  panel.style.top = `${Math.max(8, around.top - panel.offsetHeight - 10)}px`;
  const buttons = /** @type {HTMLElement[]} */ ([...panel.children]);
  buttons[0]?.focus();
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      panel.hidePopover();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons[buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step]?.focus();
  });
  panel.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'closed') return;
    panel.remove();
    owner.closest('form')?.querySelector('textarea')?.focus();
  });
}

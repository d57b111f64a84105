import { html, render } from 'lit';
import { icon } from './icons.js';

/** The minimum distance of a menu from the edge of the window. */
const MARGIN_PX = 8;

/**
 * @typedef {{label: string, icon: Parameters<typeof icon>[0], action: () => void, danger?: boolean}} Item
 */

/**
 * Opens a menu beside an element or at a point. The arrow keys select an item; the Esc key and a click elsewhere close
 * the menu. Then the focus returns to the element that had it before.
 *
 * @param {Item[]} items
 * @param {Element} owner
 * @param {{x: number, y: number}} [point]
 * @param {string} [label]
 */
export function openMenu(items, owner, point, label = '') {
  if (items.length === 0) return;
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.popover = 'auto';
  menu.setAttribute('role', 'menu');
  if (label) menu.setAttribute('aria-label', label);

  /** @param {Item} item */
  const choose = (item) => {
    menu.hidePopover();
    item.action();
  };
  render(
    items.map(
      (item) => html`<button role="menuitem" tabindex="-1" class=${item.danger ? 'danger' : ''} @click=${() => choose(item)}>
        ${icon(item.icon)}<span>${item.label}</span>
      </button>`,
    ),
    menu,
  );
  (owner.closest('dialog, main, nav') ?? document.body).append(menu);
  menu.showPopover();

  const around = owner.getBoundingClientRect();
  const { x, y } = point ?? { x: around.left, y: around.bottom + 4 };
  menu.style.left = `${Math.max(MARGIN_PX, Math.min(x, innerWidth - menu.offsetWidth - MARGIN_PX))}px`;
  const below = y + menu.offsetHeight + MARGIN_PX <= innerHeight;
  const above = point ? y - menu.offsetHeight : around.top - menu.offsetHeight - 4;
  menu.style.top = `${below ? y : Math.max(MARGIN_PX, above)}px`;

  const buttons = /** @type {HTMLElement[]} */ ([...menu.children]);
  buttons[0]?.focus();
  menu.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1, Tab: -2, Escape: -2 }[event.key];
    if (to === undefined) return;
    // This also applies to the Esc key, which would otherwise close the chat as well.
    event.preventDefault();
    event.stopPropagation();
    if (to === -2) menu.hidePopover();
    else buttons[(to + buttons.length) % buttons.length]?.focus();
  });
  menu.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'closed') return;
    const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (inside) focused?.focus({ preventScroll: true });
  });
}

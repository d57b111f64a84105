import { html, nothing, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { HistoryLoader } from './history-loader.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { actionOf, clickedAction, contextAction, messageRow, pendingRow, quoteOf, rowOf } from './message-row.js';
import { View, client, complain } from './shared.js';
import { dayName } from './time.js';
import { Viewport } from './viewport.js';

/**
 * The height of the rows that are rendered above and below the visible part. One turn of the wheel then does not scroll
 * past the rendered rows.
 */
const SPARE_PX = 700;

/** The number of messages that are loaded beyond the rendered ones. */
const AHEAD = 30;

/**
 * The maximum number of rounds of rendering and measuring. Measured heights change the visible part, which may then
 * need other rows; two or three rounds are usually enough.
 */
const ROUNDS_MAX = 4;

/** @type {Map<string, {id: number, delta: number}>} the scroll position of each chat that was left during this visit */
const left = new Map();

/**
 * The messages of a chat. Only the rows near the visible part exist in the page. Ids have no gaps, so the list has one
 * row per id from the beginning: the scroll bar covers the whole history, and every position can be reached
 * immediately.
 */
class Messages extends View {
  /** @type {import('@vestnik/client').ChatView} */
  #view = /** @type {any} */ (undefined);
  #viewport = new Viewport();
  #loader = new HistoryLoader(() => this.#later());
  #from = 0;
  #to = -1;
  #unreadAfter = 0;
  #frame = 0;
  #width = 0;
  /** @type {HTMLElement} */
  #scroller = /** @type {any} */ (undefined);
  /** @type {HTMLElement} */
  #runway = /** @type {any} */ (undefined);
  /** @type {HTMLElement} */
  #rows = /** @type {any} */ (undefined);
  #focusId = 0;
  #top = 0;
  #newestPending = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pillTimer;
  heading = '';

  /** @param {import('@vestnik/client').ChatView} view */
  set view(view) {
    if (view === this.#view) return;
    this.#leave();
    this.#view = view;
    if (this.isConnected && this.#scroller) this.#enter();
  }

  /** @override */
  firstUpdated() {
    this.#scroller = /** @type {HTMLElement} */ (this.querySelector('.scroller'));
    this.#runway = /** @type {HTMLElement} */ (this.querySelector('.runway'));
    this.#rows = /** @type {HTMLElement} */ (this.querySelector('.rows'));
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(this.#scroller);
    // A font that loads late, or a zoom, changes the heights of rows without a render.
    const grown = new ResizeObserver(() => {
      if (this.#rows.children.length === this.#to - this.#from + 1 && this.#measure()) this.#later();
    });
    grown.observe(this.#rows);
    const people = client.people.on('changed', () => this.#later());
    const shown = () => this.#later();
    document.addEventListener('visibilitychange', shown);
    this.#forever = [
      () => resized.disconnect(),
      () => grown.disconnect(),
      people,
      () => document.removeEventListener('visibilitychange', shown),
    ];
    this.#enter();
  }

  /** @type {(() => void)[]} */
  #forever = [];
  /** @type {(() => void)[]} */
  #listening = [];

  /** @override */
  disconnectedCallback() {
    this.#leave();
    for (const end of this.#forever.splice(0)) end();
    super.disconnectedCallback();
  }

  /** @override */
  render() {
    return html`<div class="scroller" @scroll=${this.#scrolled}>
        <div class="runway" role="feed" @keydown=${this.#key} @click=${this.#clicked} @contextmenu=${this.#context} @focusin=${this.#focused}>
          <div class="rows"></div>
        </div>
      </div>
      <div class="pill" aria-hidden="true"><span></span></div>
      <div class="notices"></div>`;
  }

  #enter() {
    const view = this.#view;
    const { unread, readUpTo } = view.info;
    this.#unreadAfter = unread > 0 ? readUpTo : -1;
    this.#focusId = 0;
    this.#newestPending = view.pending.at(-1)?.key ?? '';
    this.#loader.open(view);
    this.#viewport.open(view);
    const kept = left.get(view.id);
    if (unread > 0) this.#viewport.anchorAt(readUpTo + 1, -this.#scroller.clientHeight / 3);
    else if (kept) this.#viewport.anchorAt(kept.id, kept.delta);
    else this.#viewport.anchorAtEnd();
    this.#listening = [view.on('changed', () => this.#changed()), view.on('reset', () => this.#viewport.forgetHeights())];
    this.#place();
  }

  #leave() {
    if (!this.#view) return;
    const { anchor } = this.#viewport;
    if (anchor) left.set(this.#view.id, anchor);
    else left.delete(this.#view.id);
    for (const end of this.#listening.splice(0)) end();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  // ---- navigation ----

  /** Scrolls to the newest message. */
  toEnd() {
    this.#viewport.include(Infinity);
    this.#viewport.anchorAtEnd();
    this.#place();
  }

  /**
   * Scrolls to a message, and highlights it for a moment.
   *
   * @param {number} id
   */
  async show(id) {
    await this.#view.ensure(id - 10, id + 10).catch(complain);
    this.#viewport.include(id);
    this.#viewport.anchorAt(id, -this.#scroller.clientHeight / 3);
    this.#place();
    this.#rows.querySelector(`[data-id="${id}"]`)?.classList.add('flash');
    setTimeout(() => this.#rows.querySelector('.flash')?.classList.remove('flash'), 1500);
  }

  // ---- events ----

  #changed() {
    const pending = this.#view.pending.at(-1)?.key ?? '';
    if (pending && pending !== this.#newestPending) {
      // The view always scrolls to the user's own new messages.
      this.#newestPending = pending;
      this.#unreadAfter = -1;
      this.toEnd();
      return;
    }
    if (document.hidden && this.#unreadAfter < 0 && this.#view.info.unread > 0) this.#unreadAfter = this.#view.info.readUpTo;
    this.#later();
  }

  #later() {
    if (document.hidden) return;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#place();
    });
  }

  #resized() {
    const width = this.#scroller.clientWidth;
    if (width === 0) return;
    if (width !== this.#width) {
      this.#width = width;
      this.#viewport.widthChanged();
    }
    this.#place();
  }

  #scrolled() {
    const { scrollTop, clientHeight } = this.#scroller;
    // The list itself has set this position, so there is nothing to do.
    if (Math.abs(scrollTop - this.#top) < 1) return;
    this.#top = scrollTop;
    this.#viewport.height = clientHeight;
    this.#viewport.scrolled(scrollTop);
    this.#later();
    this.#pill();
  }

  /** @returns {boolean} whether all rendered messages are loaded, so that the heights of their rows are final */
  #drawnWhole() {
    return this.#view.has(this.#viewport.idOf(this.#from), this.#viewport.idOf(this.#to));
  }

  // ---- rendering ----

  #place() {
    const viewport = this.#viewport;
    if (!this.#view || !this.#scroller || this.#scroller.clientHeight === 0) return;
    const height = this.#scroller.clientHeight;
    viewport.height = height;
    viewport.update();
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const y = viewport.top;
      this.#from = viewport.rowAt(y - SPARE_PX);
      this.#to = viewport.count === 0 ? -1 : viewport.rowAt(y + height + SPARE_PX);
      this.#draw();
      if (!this.#measure()) break;
    }
    const y = viewport.top;
    this.#runway.style.height = `${viewport.total + viewport.gap}px`;
    this.#rows.style.transform = `translateY(${Math.round(viewport.topOf(this.#from) + viewport.gap)}px)`;
    if (Math.abs(this.#scroller.scrollTop - y) >= 1) this.#scroller.scrollTop = y;
    this.#top = this.#scroller.scrollTop;
    if (this.#drawnWhole()) viewport.followIfAtEnd(y);
    this.#seen(y + height);
    this.#loader.load(viewport.idOf(this.#from) - AHEAD, viewport.idOf(this.#to) + AHEAD);
    this.#drawNotices();
  }

  #draw() {
    const view = this.#view;
    const rows = [];
    for (let row = this.#from; row <= this.#to; row++) rows.push(row);
    const focusId = this.#focusIn();
    const ids = this.#viewport.messageCount;
    render(
      repeat(
        rows,
        (row) => (row < ids ? this.#viewport.idOf(row) : (view.pending[row - ids]?.key ?? '')),
        (row) => {
          if (row >= ids) return pendingRow(view, row - ids);
          const id = this.#viewport.idOf(row);
          return messageRow(view, id, { unreadAfter: this.#unreadAfter, focusable: id === focusId });
        },
      ),
      this.#rows,
    );
    this.#runway.setAttribute('aria-label', t('chat.feed', { title: this.heading }));
    this.#runway.setAttribute('aria-busy', String(this.#loader.isLoading));
  }

  /** @returns {number} the id of the message that receives the focus with the Tab key */
  #focusIn() {
    const first = this.#viewport.idOf(this.#from);
    const last = Math.min(this.#viewport.idOf(this.#to), this.#view.lastMessageId);
    return this.#focusId >= first && this.#focusId <= last ? this.#focusId : last;
  }

  /** @returns {boolean} whether a height changed */
  #measure() {
    let changed = false;
    let row = this.#from;
    for (const element of this.#rows.children) {
      changed = this.#viewport.setHeight(row++, element.getBoundingClientRect().height) || changed;
    }
    return changed;
  }

  /** @param {number} bottom a position; while the page is visible, the messages above it count as read */
  #seen(bottom) {
    if (document.hidden) return;
    const id = Math.min(this.#viewport.idOf(this.#viewport.rowAt(bottom - 8)), this.#view.lastMessageId);
    if (this.#viewport.count > 0 && this.#view.message(id)) this.#view.read(id);
  }

  #drawNotices() {
    const view = this.#view;
    const element = /** @type {HTMLElement} */ (this.querySelector('.notices'));
    const empty = view.lastMessageId === 0 && view.pending.length === 0;
    render(
      html`${empty ? html`<div class="no-messages"><strong>${t('chat.empty')}</strong><span>${t('chat.emptyHint')}</span></div>` : nothing}
        ${this.#loader.isBroken
          ? html`<div class="load-failed" role="alert">${t('chat.loadFailed')} <button class="link" @click=${this.#again}>${t('state.retry')}</button></div>`
          : nothing}
        ${this.#viewport.isAtEnd
          ? nothing
          : html`<button class="newest" aria-label=${t('chat.newest')} @click=${() => this.toEnd()}>
              ${icon('down')}${view.info.unread > 0 ? html`<span class="badge">${view.info.unread > 999 ? '999+' : view.info.unread}</span>` : nothing}
            </button>`}`,
      element,
    );
  }

  #again = () => {
    this.#loader.retry();
    this.#place();
  };

  /** Shows the day of the visible messages at the upper edge while the user scrolls. */
  #pill() {
    const pill = /** @type {HTMLElement} */ (this.querySelector('.pill'));
    const message = this.#view.message(this.#viewport.idOf(this.#viewport.rowAt(this.#top - this.#viewport.gap)));
    if (!message) return;
    const words = /** @type {HTMLElement} */ (pill.firstElementChild);
    const day = dayName(message.sentAt);
    if (words.textContent !== day) words.textContent = day;
    pill.classList.add('shown');
    clearTimeout(this.#pillTimer);
    this.#pillTimer = setTimeout(() => pill.classList.remove('shown'), 1200);
  }

  // ---- input ----

  /** @param {FocusEvent} event */
  #focused(event) {
    const id = Number(rowOf(event)?.dataset['id']);
    if (id) this.#focusId = id;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const quoted = quoteOf(event);
    if (quoted === undefined) this.#act(clickedAction(event));
    else void this.show(quoted);
  }

  /** @param {MouseEvent} event */
  #context(event) {
    const action = contextAction(event);
    if (!action) return;
    event.preventDefault();
    this.#act(action);
  }

  /** @param {import('./message-row.js').Action | undefined} action */
  #act(action) {
    if (action) this.dispatchEvent(new CustomEvent('act', { detail: action }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = rowOf(event);
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const id = Number(row.dataset['id'] ?? this.#view.lastMessageId);
    const steps = /** @type {Record<string, number>} */ ({ ArrowUp: id - 1, ArrowDown: id + 1, PageUp: id - 10, PageDown: id + 10, Home: 1, End: this.#view.lastMessageId });
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.focusOn(Math.max(1, Math.min(to, this.#view.lastMessageId)));
    } else if ((event.key === 'Enter' || event.key === ' ') && event.target === row) {
      event.preventDefault();
      this.#act(actionOf(event, row.querySelector('.bubble') ?? row));
    }
  }

  /** @param {number} id the message to which the list scrolls, and which receives the focus */
  focusOn(id) {
    this.#focusId = id;
    this.#viewport.include(id);
    this.#viewport.height = this.#scroller.clientHeight;
    this.#viewport.reveal(id);
    this.#place();
    /** @type {HTMLElement | null} */ (this.#rows.querySelector(`[data-id="${id}"]`))?.focus({ preventScroll: true });
  }
}
customElements.define('vestnik-messages', Messages);

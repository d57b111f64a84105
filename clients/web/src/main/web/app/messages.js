import { html, nothing, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { VestnikError } from '@vestnik/client';
import { Heights } from './heights.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { messageRow, pendingRow } from './message-row.js';
import { View, client, complain } from './shared.js';
import { dayName } from './time.js';

/**
 * The assumed height of a row that was not measured yet: slightly more than a bubble with one line, which most messages
 * are.
 */
const ROW_GUESS_PX = 46;

/**
 * The height of the rows that are rendered above and below the visible part. One turn of the wheel then does not scroll
 * past the rendered rows.
 */
const SPARE_PX = 700;

/** The maximum number of rows. Browsers cannot scroll much more than thirty million pixels. */
const ROWS_MAX = 200_000;

/** The number of messages that are loaded beyond the rendered ones. */
const AHEAD = 30;

/** The pause after a refusal if the server requests no pause. */
const RETRY_MS = 1000;

/** The distance from the end of the list within which the view follows new messages. */
const END_PX = 24;

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
 *
 * The visible part stays in place when rows change. The anchor is the row at the upper edge of the visible part, or the
 * end of the list if the end is visible.
 */
class Messages extends View {
  /** @type {import('@vestnik/client').ChatView} */
  #view = /** @type {any} */ (undefined);
  #heights = new Heights(ROW_GUESS_PX);
  /** The id before the first row: messages up to this id are not in the list. */
  #base = 0;
  #from = 0;
  #to = -1;
  /** @type {{row: number, delta: number} | 'end'} */
  #anchor = 'end';
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
  #loading = false;
  /**
   * Whether loading has failed. Then nothing is loaded until the pause that the server requested is over, until the
   * connection is live again, or until the user asks for it.
   */
  #failed = false;
  #broken = false;
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
    this.#heights.clear();
    this.#focusId = 0;
    this.#failed = false;
    this.#broken = false;
    this.#newestPending = view.pending.at(-1)?.key ?? '';
    this.#window(Infinity);
    const kept = left.get(view.id);
    if (unread > 0) this.#anchorAt(readUpTo + 1, -this.#scroller.clientHeight / 3);
    else if (kept) this.#anchorAt(kept.id, kept.delta);
    else this.#anchor = 'end';
    this.#listening = [view.on('changed', () => this.#changed()), view.on('reset', () => this.#heights.clear())];
    this.#place();
  }

  #leave() {
    if (!this.#view) return;
    if (this.#anchor === 'end') left.delete(this.#view.id);
    else left.set(this.#view.id, { id: this.#base + this.#anchor.row + 1, delta: this.#anchor.delta });
    for (const end of this.#listening.splice(0)) end();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  // ---- navigation ----

  /** Scrolls to the newest message. */
  toEnd() {
    this.#window(Infinity);
    this.#anchor = 'end';
    this.#place();
  }

  /**
   * Scrolls to a message, and highlights it for a moment.
   *
   * @param {number} id
   */
  async show(id) {
    await this.#view.ensure(id - 10, id + 10).catch(complain);
    this.#window(id);
    this.#anchorAt(id, -this.#scroller.clientHeight / 3);
    this.#place();
    this.#rows.querySelector(`[data-id="${id}"]`)?.classList.add('flash');
    setTimeout(() => this.#rows.querySelector('.flash')?.classList.remove('flash'), 1500);
  }

  /** @param {number} id @param {number} delta how many pixels the edge of the window is below the edge of the row */
  #anchorAt(id, delta) {
    const row = Math.max(0, Math.min(id - this.#base - 1, this.#heights.count - 1));
    this.#anchor = { row, delta };
  }

  /** @param {number} id a message that the list must contain; infinity = the newest one */
  #window(id) {
    const last = this.#view.lastMessageId;
    let base = this.#base;
    if (last <= ROWS_MAX) base = 0;
    else if (id > last) base = base + ROWS_MAX > last ? base : last - ROWS_MAX / 2;
    else if (id <= base || id > base + ROWS_MAX) base = Math.max(0, Math.min(id - ROWS_MAX / 2, last - ROWS_MAX / 2));
    this.#rebase(Math.floor(base));
  }

  /** @param {number} base */
  #rebase(base) {
    const moved = base - this.#base;
    if (moved !== 0) {
      this.#base = base;
      this.#heights.clear();
      if (this.#anchor !== 'end') this.#anchor = { ...this.#anchor, row: this.#anchor.row - moved };
    }
    const ids = Math.max(0, Math.min(this.#view.lastMessageId - base, ROWS_MAX));
    const whole = base + ids >= this.#view.lastMessageId;
    this.#heights.resize(ids + (whole ? this.#view.pending.length : 0));
  }

  /** Moves the list if an edge of the list is reached that is not an edge of the history. */
  #edge() {
    if (this.#anchor === 'end' || this.#view.lastMessageId <= ROWS_MAX) return;
    const quarter = ROWS_MAX / 4;
    if (this.#anchor.row < 100 && this.#base > 0) this.#rebase(Math.max(0, this.#base - quarter));
    else if (this.#anchor.row > ROWS_MAX - 200 && this.#base + ROWS_MAX < this.#view.lastMessageId) this.#rebase(this.#base + quarter);
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
      const count = this.#heights.count;
      this.#heights.clear();
      this.#heights.resize(count);
    }
    this.#place();
  }

  #scrolled() {
    const { scrollTop, clientHeight } = this.#scroller;
    // The list itself has set this position, so there is nothing to do.
    if (Math.abs(scrollTop - this.#top) < 1) return;
    this.#top = scrollTop;
    const y = scrollTop - this.#gap();
    const total = this.#heights.total;
    if (scrollTop + clientHeight >= total - END_PX && this.#isWhole()) this.#anchor = 'end';
    else {
      const row = this.#heights.at(y);
      this.#anchor = { row, delta: y - this.#heights.top(row) };
    }
    this.#edge();
    this.#later();
    this.#pill();
  }

  #isWhole() {
    return this.#base + this.#heights.count >= this.#view.lastMessageId;
  }

  /** @returns {boolean} whether all rendered messages are loaded, so that the heights of their rows are final */
  #drawnWhole() {
    return this.#view.has(this.#base + this.#from + 1, this.#base + this.#to + 1);
  }

  /** @returns {number} the height of the empty space above a history that is shorter than the window */
  #gap() {
    return Math.max(0, this.#scroller.clientHeight - this.#heights.total);
  }

  // ---- rendering ----

  #place() {
    const view = this.#view;
    if (!view || !this.#scroller || this.#scroller.clientHeight === 0) return;
    this.#rebase(this.#anchor === 'end' && !this.#tail() ? Math.max(0, view.lastMessageId - ROWS_MAX / 2) : this.#base);
    const height = this.#scroller.clientHeight;
    let y = 0;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      y = this.#wanted(height);
      this.#from = this.#heights.at(y - SPARE_PX);
      this.#to = this.#heights.count === 0 ? -1 : this.#heights.at(y + height + SPARE_PX);
      this.#draw();
      if (!this.#measure()) break;
    }
    y = this.#wanted(height);
    const gap = this.#gap();
    this.#runway.style.height = `${this.#heights.total + gap}px`;
    this.#rows.style.transform = `translateY(${Math.round(this.#heights.top(this.#from) + gap)}px)`;
    const top = Math.max(0, y);
    if (Math.abs(this.#scroller.scrollTop - top) >= 1) this.#scroller.scrollTop = top;
    this.#top = this.#scroller.scrollTop;
    if (y + height >= this.#heights.total - END_PX && this.#isWhole() && this.#drawnWhole()) this.#anchor = 'end';
    this.#seen(y + height);
    this.#load();
    this.#drawNotices();
  }

  #tail() {
    return this.#base + ROWS_MAX >= this.#view.lastMessageId;
  }

  /** @param {number} height the height of the window @returns {number} the position of its upper edge */
  #wanted(height) {
    const end = Math.max(0, this.#heights.total - height);
    if (this.#anchor === 'end') return end;
    return Math.max(0, Math.min(end, this.#heights.top(this.#anchor.row) + this.#anchor.delta));
  }

  #draw() {
    const view = this.#view;
    const rows = [];
    for (let row = this.#from; row <= this.#to; row++) rows.push(row);
    const focusId = this.#focusIn();
    const ids = Math.min(view.lastMessageId - this.#base, ROWS_MAX);
    render(
      repeat(
        rows,
        (row) => (row < ids ? this.#base + row + 1 : (view.pending[row - ids]?.key ?? '')),
        (row) => {
          if (row >= ids) return pendingRow(view, row - ids);
          const id = this.#base + row + 1;
          return messageRow(view, id, { unreadAfter: this.#unreadAfter, focusable: id === focusId });
        },
      ),
      this.#rows,
    );
    this.#runway.setAttribute('aria-label', t('chat.feed', { title: this.heading }));
    this.#runway.setAttribute('aria-busy', String(this.#loading));
  }

  /** @returns {number} the id of the message that receives the focus with the Tab key */
  #focusIn() {
    const first = this.#base + this.#from + 1;
    const last = Math.min(this.#base + this.#to + 1, this.#view.lastMessageId);
    return this.#focusId >= first && this.#focusId <= last ? this.#focusId : last;
  }

  /** @returns {boolean} whether a height changed */
  #measure() {
    let changed = false;
    let row = this.#from;
    for (const element of this.#rows.children) {
      changed = this.#heights.set(row++, element.getBoundingClientRect().height) || changed;
    }
    return changed;
  }

  /** @param {number} bottom a position; while the page is visible, the messages above it count as read */
  #seen(bottom) {
    if (document.hidden) return;
    const row = this.#heights.at(bottom - 8);
    const id = Math.min(this.#base + row + 1, this.#view.lastMessageId);
    if (this.#heights.count > 0 && this.#view.message(id)) this.#view.read(id);
  }

  /**
   * Loads the current part of the history with one request at a time. While the user drags the scroll bar, the parts
   * that were passed in between are not loaded.
   */
  #load() {
    const view = this.#view;
    const first = this.#base + this.#from + 1 - AHEAD;
    const last = Math.min(this.#base + this.#to + 1 + AHEAD, view.lastMessageId);
    if (this.#loading || this.#failed || last < 1 || view.has(first, last)) return;
    this.#loading = true;
    view
      .ensure(first, last)
      .catch((problem) => {
        if (view === this.#view) this.#waitFor(problem);
      })
      .finally(() => {
        this.#loading = false;
        this.#later();
      });
  }

  /**
   * @param {unknown} problem why loading failed; loading resumes after a pause, on the next connection, or when the
   *   user asks for it
   */
  #waitFor(problem) {
    this.#failed = true;
    const again = () => {
      this.#failed = false;
      this.#later();
    };
    if (problem instanceof VestnikError && problem.code !== 'offline' && problem.retryable) {
      setTimeout(again, problem.retryAfterMs ?? RETRY_MS);
    } else if (client.state.name !== 'live') {
      const off = client.on('state', (state) => {
        if (state.name !== 'live') return;
        off();
        again();
      });
    } else {
      this.#broken = true;
    }
  }

  #drawNotices() {
    const view = this.#view;
    const atEnd = this.#anchor === 'end';
    const element = /** @type {HTMLElement} */ (this.querySelector('.notices'));
    const empty = view.lastMessageId === 0 && view.pending.length === 0;
    render(
      html`${empty ? html`<div class="no-messages"><strong>${t('chat.empty')}</strong><span>${t('chat.emptyHint')}</span></div>` : nothing}
        ${this.#broken
          ? html`<div class="load-failed" role="alert">${t('chat.loadFailed')} <button class="link" @click=${this.#again}>${t('state.retry')}</button></div>`
          : nothing}
        ${atEnd
          ? nothing
          : html`<button class="newest" aria-label=${t('chat.newest')} @click=${() => this.toEnd()}>
              ${icon('down')}${view.info.unread > 0 ? html`<span class="badge">${view.info.unread > 999 ? '999+' : view.info.unread}</span>` : nothing}
            </button>`}`,
      element,
    );
  }

  #again = () => {
    this.#failed = false;
    this.#broken = false;
    this.#place();
  };

  /** Shows the day of the visible messages at the upper edge while the user scrolls. */
  #pill() {
    const pill = /** @type {HTMLElement} */ (this.querySelector('.pill'));
    const message = this.#view.message(this.#base + this.#heights.at(this.#top - this.#gap()) + 1);
    if (!message) return;
    const words = /** @type {HTMLElement} */ (pill.firstElementChild);
    const day = dayName(message.sentAt);
    if (words.textContent !== day) words.textContent = day;
    pill.classList.add('shown');
    clearTimeout(this.#pillTimer);
    this.#pillTimer = setTimeout(() => pill.classList.remove('shown'), 1200);
  }

  // ---- input ----

  /** @param {Event} event */
  #rowOf(event) {
    return /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('.row'));
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const id = Number(this.#rowOf(event)?.dataset['id']);
    if (id) this.#focusId = id;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const quoted = /** @type {HTMLElement | null} */ (target.closest('[data-quote]'));
    if (quoted) {
      void this.show(Number(quoted.dataset['quote']));
      return;
    }
    const button = target.closest('[data-act]');
    const touched = /** @type {PointerEvent} */ (event).pointerType === 'touch' && target.closest('.bubble') && !target.closest('a');
    if (button) this.#act(event, button);
    else if (touched) this.#act(event, /** @type {Element} */ (target.closest('.bubble')), { x: event.clientX, y: event.clientY });
  }

  /** @param {MouseEvent} event */
  #context(event) {
    const row = this.#rowOf(event);
    const selected = String(getSelection() ?? '') !== '' || /** @type {Element} */ (event.target).closest('a');
    if (!row || selected || row.classList.contains('skeleton')) return;
    event.preventDefault();
    this.#act(event, row.querySelector('.bubble') ?? row, { x: event.clientX, y: event.clientY });
  }

  /**
   * @param {Event} event
   * @param {Element} owner
   * @param {{x: number, y: number}} [point]
   */
  #act(event, owner, point) {
    const row = this.#rowOf(event);
    if (!row) return;
    const { id, key } = row.dataset;
    this.dispatchEvent(new CustomEvent('act', { detail: { ...(id ? { id: Number(id) } : {}), key, owner, point } }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = this.#rowOf(event);
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const id = Number(row.dataset['id'] ?? this.#view.lastMessageId);
    const steps = /** @type {Record<string, number>} */ ({ ArrowUp: id - 1, ArrowDown: id + 1, PageUp: id - 10, PageDown: id + 10, Home: 1, End: this.#view.lastMessageId });
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.focusOn(Math.max(1, Math.min(to, this.#view.lastMessageId)));
    } else if ((event.key === 'Enter' || event.key === ' ') && event.target === row) {
      event.preventDefault();
      this.#act(event, row.querySelector('.bubble') ?? row);
    }
  }

  /** @param {number} id the message to which the list scrolls, and which receives the focus */
  focusOn(id) {
    this.#focusId = id;
    this.#window(id);
    const row = id - this.#base - 1;
    const top = this.#heights.top(row);
    const height = this.#scroller.clientHeight;
    const y = this.#wanted(height);
    if (id === this.#view.lastMessageId) this.#anchor = 'end';
    else if (top < y) this.#anchor = { row, delta: -40 };
    else if (this.#heights.top(row + 1) > y + height) this.#anchor = { row, delta: 60 + this.#heights.top(row + 1) - top - height };
    this.#place();
    /** @type {HTMLElement | null} */ (this.#rows.querySelector(`[data-id="${id}"]`))?.focus({ preventScroll: true });
  }
}
customElements.define('vestnik-messages', Messages);

import { svg, html } from 'lit';

const paths = {
  menu: svg`<path d="M4 6.5h16M4 12h16M4 17.5h16"/>`,
  search: svg`<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>`,
  pencil: svg`<path d="m4 20 1-4.5L16.5 4a2.1 2.1 0 0 1 3 0l.5.5a2.1 2.1 0 0 1 0 3L8.5 19z"/><path d="m14 6.5 3.5 3.5"/>`,
  back: svg`<path d="M19 12H5.5M11 5.5 4.5 12l6.5 6.5"/>`,
  close: svg`<path d="m5.5 5.5 13 13M18.5 5.5l-13 13"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.8v.1"/>`,
  more: svg`<circle cx="12" cy="5" r="1.3"/><circle cx="12" cy="12" r="1.3"/><circle cx="12" cy="19" r="1.3"/>`,
  send: svg`<path class="fill" d="M3.4 20.6 21.5 12 3.4 3.4 3.3 10l11.2 2-11.2 2z"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19.5 7"/>`,
  smile: svg`<circle cx="12" cy="12" r="8.7"/><path d="M8 14.2c1 1.5 2.4 2.3 4 2.3s3-.8 4-2.3"/><path d="M9 9.3v.6M15 9.3v.6" class="thick"/>`,
  down: svg`<path d="m5.5 9 6.5 6.5L18.5 9"/>`,
  reply: svg`<path d="M10 6 4.5 11.5 10 17M5 11.5h8.5a6 6 0 0 1 6 6V19"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.5V6.500a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2"/>`,
  bin: svg`<path d="M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.400L17 7M10.300 10.500v5.500M13.700 10.500v5.500"/>`,
  eye: svg`<path d="M2.500 12S6 5.800 12 5.800 21.500 12 21.500 12 18 18.200 12 18.200 2.500 12 2.500 12z"/><circle cx="12" cy="12" r="2.800"/>`,
  group: svg`<circle cx="9" cy="8.500" r="3.500"/><path d="M2.500 19.500c.4-3.600 3-5.700 6.500-5.700s6.100 2.100 6.500 5.700M15.500 5.300a3.500 3.500 0 0 1 0 6.400M17.500 14.300c2.300.7 3.700 2.500 4 5.200"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4.500 20.500c.5-4 3.500-6.300 7.500-6.300s7 2.300 7.500 6.300"/>`,
  settings: svg`<path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="12" r="2"/><circle cx="15" cy="17" r="2"/>`,
  leave: svg`<path d="M14 4.500H7a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h7M10.500 12h10M17 8l4 4-4 4"/>`,
  add: svg`<path d="M12 5v14M5 12h14"/>`,
  retry: svg`<path d="M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 4v4.500H15"/>`,
  bell: svg`<path d="M6.500 10a5.500 5.500 0 0 1 11 0c0 5 2 6 2 7h-15c0-1 2-2 2-7M10 20a2.200 2.200 0 0 0 4 0"/>`,
  device: svg`<rect x="3.500" y="5" width="17" height="11.500" rx="2"/><path d="M9 20h6M12 16.500V20"/>`,
};

/** @param {keyof typeof paths} name */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths[name]}</svg>`;
}

/** @param {'sending' | 'sent' | 'read' | 'failed'} state */
export function ticks(state) {
  const shape = {
    sending: svg`<circle cx="9" cy="7.500" r="5.200"/><path d="M9 4.800v2.900l1.900 1.300"/>`,
    sent: svg`<path d="m4.500 8 3.300 3.300 6.700-7"/>`,
    read: svg`<path d="m1.200 8 3.300 3.300 6.700-7M8.300 10.800l.5.500 6.700-7"/>`,
    failed: svg`<circle cx="9" cy="7.500" r="5.700"/><path d="M9 4.500v3.700M9 10.300v.2"/>`,
  }[state];
  return html`<svg class="ticks ${state}" viewBox="0 0 18 15" aria-hidden="true" focusable="false">${shape}</svg>`;
}

/** The logo of the product, a paper plane. */
export const logo = html`<svg class="logo" viewBox="0 0 512 512" aria-hidden="true" focusable="false"><rect width="512" height="512" rx="256" class="logo-sky"/><path d="M96 262 416 112 330 400 238 318z" fill="#fff"/><path d="M416 112 200 286v98l38-66z" fill="#cfe3fb"/><path d="m200 384 60-46-22-20z" fill="#a9cdf6"/></svg>`;

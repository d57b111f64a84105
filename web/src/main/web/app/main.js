import { html, render } from 'lit';
import '@vestnik/client';

render(html`<main>Vestnik</main>`, document.body);

import { language } from './i18n.js';
import { client } from './shared.js';
import './app.js';

document.documentElement.lang = language;

addEventListener('online', () => client.connectNow());
addEventListener('offline', () => client.checkConnection());
addEventListener('pagehide', () => void client.save());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) void client.save();
  else client.connectNow();
});

if ('serviceWorker' in navigator) {
  const trusted = /** @type {any} */ (window).trustedTypes?.createPolicy('vestnik', {
    createScriptURL: (/** @type {string} */ url) => {
      if (url !== '/sw.js') throw new TypeError(`not our worker: ${url}`);
      return url;
    },
  });
  addEventListener('load', () => {
    navigator.serviceWorker.register(trusted?.createScriptURL('/sw.js') ?? '/sw.js').catch(() => {
      // Without the service worker, the page needs a network to start; nothing else is affected.
    });
  });
}

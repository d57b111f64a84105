import { client } from './shared.js';
import { preview } from './text.js';

const WANTED = 'notifications';

/** @returns {boolean} whether the browser supports notifications */
export const canNotify = () => 'Notification' in window;

/** @returns {Promise<boolean>} whether the user has enabled notifications on this device */
export async function notifies() {
  if (!canNotify() || Notification.permission !== 'granted') return false;
  const [, wanted] = (await client.kept(WANTED))[0] ?? [];
  return wanted === true;
}

/**
 * @param {boolean} wanted
 * @returns {Promise<boolean>} whether notifications are enabled now, since the browser may refuse
 */
export async function setNotifies(wanted) {
  if (wanted && (await Notification.requestPermission()) !== 'granted') return false;
  await client.keep(WANTED, wanted ? true : undefined);
  return wanted;
}

/**
 * Shows a notification about a message while the page is not visible. All tabs use the same tag, so that only one
 * notification is shown.
 *
 * @param {import('@vestnik/client').ChatView} chat
 * @param {import('@vestnik/client').Message} message
 * @param {string} title
 */
export async function notifyOf(chat, message, title) {
  if (!document.hidden || !(await notifies())) return;
  const how = { body: preview(message.text ?? ''), tag: `${chat.id}/${message.id}`, data: `/#/c/${chat.id}` };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker) await worker.showNotification(title, how);
  else new Notification(title, how).onclick = () => window.focus();
}

import { VestnikClient } from '@vestnik/client';
import { FileStore } from '@vestnik/client/node';

const { VESTNIK_URL = 'http://localhost:8080', BOT_EMAIL = '', BOT_PASSWORD = '' } = process.env;

// Unacknowledged messages and the cursors are kept in this directory and survive a restart.
const bot = new VestnikClient({ url: VESTNIK_URL, store: new FileStore('bot-data'), deviceName: 'dice bot' });

bot.on('message', ({ chat, message }) => {
  const sides = Number(/^\/roll (\d+)$/.exec(message.text ?? '')?.[1] ?? 0);
  if (sides > 0) {
    const roll = 1 + Math.floor(Math.random() * sides);
    bot.send(chat.id, `${roll} of ${sides}`, { replyTo: message.id });
  }
  chat.read(message.id); // after a restart only unread messages are emitted again
});
bot.on('state', (state) => console.log(state.name));

if (!(await bot.resume())) await bot.login({ email: BOT_EMAIL, password: BOT_PASSWORD });

// The ten calls of the README, made with the generated client.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { AuthApi, ChatsApi, Configuration, MessagesApi, ReadingApi, ResponseError, UsersApi } from "./index.js";

const basePath = process.argv[2];
const run = randomUUID();
const register = (name: string) =>
  new AuthApi(new Configuration({ basePath })).register({
    registration: { name, email: `${name.toLowerCase()}-${run}@example.org`, password: "correct horse" },
  });
const [ada, bob] = [await register("Ada"), await register("Bob")];
const asAda = new Configuration({ basePath, accessToken: ada.accessToken });
const asBob = new Configuration({ basePath, accessToken: bob.accessToken });

assert.equal((await new UsersApi(asAda).getMe()).name, "Ada");
const chat = await new ChatsApi(asAda).openChat({ newChat: { kind: "direct", userId: bob.userId } });
const chatId = chat.id;
const messages = new MessagesApi(asAda);
const hello = { chatId, idempotencyKey: randomUUID(), newMessage: { text: "Hello, Bob" } };
assert.equal((await messages.sendMessage(hello)).id, 1);
const again = await messages.sendMessageRaw(hello);
assert.equal(again.raw.status, 200);
assert.equal((await again.value()).id, 1);
assert.equal((await new MessagesApi(asBob).getHistory({ chatId })).total, 1);
await new MessagesApi(asBob).sendMessage({ chatId, newMessage: { text: "Hello!", replyTo: 1 } });
assert.equal((await new ReadingApi(asBob).markRead({ chatId, readMarking: { upTo: 1 } })).readUpTo, 1);
const edited = await messages.editMessage({ chatId, id: 1, textChange: { text: "Hello, dear Bob" } });
assert.equal(edited.text, "Hello, dear Bob");
assert.equal(edited.read, true);
const group = await new ChatsApi(asAda).openChat({
  idempotencyKey: randomUUID(),
  newChat: { kind: "group", title: "Engines", memberIds: [bob.userId] },
});
assert.equal(group.title, "Engines");
const changes = await messages.getChanges({ chatId, after: 2 });
assert.equal(changes.complete, true);
assert.equal(changes.messages.length, 2);
await assert.rejects(
  messages.getMessage({ chatId, id: 99 }),
  (error: unknown) => error instanceof ResponseError && error.response.status === 404,
);
console.log("the generated TypeScript client held a conversation");

import type { Command } from "./args/Command.js"

/**
 * The commands that speak to a service or look after documents and accounts, in the order of `fax help`. They are
 * bundled without those that are a server or look after its database, so that they start sooner.
 */
export const clientCommands = {
  send: async () => (await import("./commands/send.js")).send,
  broadcast: async () => (await import("./commands/broadcast.js")).broadcast,
  status: async () => (await import("./commands/status.js")).status,
  search: async () => (await import("./commands/search.js")).search,
  messages: async () => (await import("./commands/messages.js")).messages,
  message: async () => (await import("./commands/message.js")).message,
  cancel: async () => (await import("./commands/cancel.js")).cancel,
  resend: async () => (await import("./commands/resend.js")).resend,
  resolve: async () => (await import("./commands/resolve.js")).resolve,
  receipt: async () => (await import("./commands/receipt.js")).receipt,
  events: async () => (await import("./commands/events.js")).events,
  "webhooks add": async () => (await import("./commands/webhooksAdd.js")).webhooksAdd,
  "webhooks list": async () => (await import("./commands/webhooksList.js")).webhooksList,
  "webhooks test": async () => (await import("./commands/webhooksTest.js")).webhooksTest,
  "webhooks replay": async () => (await import("./commands/webhooksReplay.js")).webhooksReplay,
  "webhooks remove": async () => (await import("./commands/webhooksRemove.js")).webhooksRemove,
  "received list": async () => (await import("./commands/receivedList.js")).receivedList,
  "received show": async () => (await import("./commands/receivedShow.js")).receivedShow,
  "received get": async () => (await import("./commands/receivedGet.js")).receivedGet,
  "received read": async () => (await import("./commands/receivedRead.js")).receivedRead,
  "received redeliver": async () =>
    (await import("./commands/receivedRedeliver.js")).receivedRedeliver,
  "received receipt": async () => (await import("./commands/receivedReceipt.js")).receivedReceipt,
  "received delete": async () => (await import("./commands/receivedDelete.js")).receivedDelete,
  watch: async () => (await import("./commands/watch.js")).watch,
  preview: async () => (await import("./commands/preview.js")).preview,
  check: async () => (await import("./commands/check.js")).check,
  login: async () => (await import("./commands/login.js")).login,
  logout: async () => (await import("./commands/logout.js")).logout,
  whoami: async () => (await import("./commands/whoami.js")).whoami,
  profiles: async () => (await import("./commands/profiles.js")).profiles,
  "profiles use": async () => (await import("./commands/profilesUse.js")).profilesUse
} satisfies Record<string, () => Promise<Command>>

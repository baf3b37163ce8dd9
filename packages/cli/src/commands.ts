import type { Command } from "./args/Command.js"

/** Every command, loaded only when it is run, in the order of `fax help`. */
export const loadCommand = {
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
  "received delete": async () => (await import("./commands/receivedDelete.js")).receivedDelete,
  watch: async () => (await import("./commands/watch.js")).watch,
  preview: async () => (await import("./commands/preview.js")).preview,
  check: async () => (await import("./commands/check.js")).check,
  login: async () => (await import("./commands/login.js")).login,
  logout: async () => (await import("./commands/logout.js")).logout,
  whoami: async () => (await import("./commands/whoami.js")).whoami,
  profiles: async () => (await import("./commands/profiles.js")).profiles,
  "profiles use": async () => (await import("./commands/profilesUse.js")).profilesUse,
  doctor: async () => (await import("./commands/doctor.js")).doctor,
  mock: async () => (await import("./commands/mock.js")).mock,
  serve: async () => (await import("./commands/serve.js")).serve,
  "clients add": async () => (await import("./commands/clientsAdd.js")).clientsAdd,
  "clients list": async () => (await import("./commands/clientsList.js")).clientsList,
  "clients rotate": async () => (await import("./commands/clientsRotate.js")).clientsRotate,
  "clients revoke": async () => (await import("./commands/clientsRevoke.js")).clientsRevoke,
  "operators add": async () => (await import("./commands/operatorsAdd.js")).operatorsAdd,
  "operators list": async () => (await import("./commands/operatorsList.js")).operatorsList,
  "operators revoke": async () => (await import("./commands/operatorsRevoke.js")).operatorsRevoke,
  backup: async () => (await import("./commands/backup.js")).backup,
  migrate: async () => (await import("./commands/migrate.js")).migrate,
  restored: async () => (await import("./commands/restored.js")).restored,
  moved: async () => (await import("./commands/moved.js")).moved,
  "queue show": async () => (await import("./commands/queueShow.js")).queueShow,
  "queue pause": async () => (await import("./commands/queuePause.js")).queuePause,
  "queue resume": async () => (await import("./commands/queueResume.js")).queueResume,
  "queue hold": async () => (await import("./commands/queueHold.js")).queueHold,
  "queue release": async () => (await import("./commands/queueRelease.js")).queueRelease,
  audit: async () => (await import("./commands/audit.js")).audit,
  "keys new": async () => (await import("./commands/keysNew.js")).keysNew,
  "keys list": async () => (await import("./commands/keysList.js")).keysList,
  "keys reseal": async () => (await import("./commands/keysReseal.js")).keysReseal,
  verify: async () => (await import("./commands/verify.js")).verify,
  contract: async () => (await import("./commands/contract.js")).contract,
  mcp: async () => (await import("./commands/mcp.js")).mcp,
  completions: async () => (await import("./commands/completions.js")).completions,
  man: async () => (await import("./commands/man.js")).man
} satisfies Record<string, () => Promise<Command>>

export type CommandName = keyof typeof loadCommand

const isName = (name: string): name is CommandName => name in loadCommand

export const commandNames: ReadonlyArray<CommandName> = Object.keys(loadCommand).filter(isName)

/** All of them, for help, completions and the manual. */
export const loadAll = (): Promise<ReadonlyArray<Command>> =>
  Promise.all(commandNames.map((name) => loadCommand[name]()))

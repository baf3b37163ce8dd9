import type { Command } from "./args/Command.js"
import { clientCommands } from "./clientCommands.js"

/** Every command, loaded only when it is run, in the order of `fax help`. */
export const loadCommand = {
  ...clientCommands,
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

/** All of them, for help, completions and the manual. */
export const loadAll = (): Promise<ReadonlyArray<Command>> =>
  Promise.all(Object.values(loadCommand).map((load) => load()))

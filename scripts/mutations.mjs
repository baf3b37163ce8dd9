// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the source, as they stand there.
// Takes each protection of docs/security.md out of the source, one at a time, and runs the tests that are said to hold it:
// they must fail. Works on the tree it is started in, and puts every file back. Usage: pnpm mutations [word of a name]
import { spawnSync } from "node:child_process"
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./tools.mjs"

const gateway = "packages/gateway"
const store = `${gateway}/src/store`

/** What is taken away, where, and who must miss it. */
const mutations = [
  [
    "an old fence is refused",
    "packages/core/src/delivery/attempt.ts",
    'fence === delivery.fence ? step(open) : refuse("stale_fence")',
    "step(open)",
    "packages/core/test/delivery"
  ],
  [
    "a step on an old revision is refused",
    `${store}/faxes/saveMessage.ts`,
    "AND revision = ${before.revision}",
    "",
    `${gateway}/test/protections.test.ts`
  ],
  [
    "secrets are compared in constant time",
    `${gateway}/src/admit/secrets.ts`,
    "timingSafeEqual(expected, key)",
    "expected.equals(key)",
    `${gateway}/test/protections.test.ts`
  ],
  [
    "a commit is on the disk",
    `${store}/database/sqliteDatabase.ts`,
    "synchronous = FULL",
    "synchronous = NORMAL",
    `${gateway}/test/protections.test.ts`
  ],
  [
    "what is deleted is overwritten",
    `${store}/database/sqliteDatabase.ts`,
    "secure_delete = ON",
    "secure_delete = OFF",
    `${gateway}/test/purge.test.ts`
  ],
  [
    "contents are purged",
    `${store}/documents/retention.ts`,
    "WHERE content < ${oldest} AND content NOT IN",
    "WHERE content < '' AND content NOT IN",
    `${gateway}/test/purge.test.ts`
  ],
  [
    "webhooks reach no private address",
    `${gateway}/src/tell/webhooks/postWebhook.ts`,
    "hidden === undefined\n        ?",
    "hidden !== null\n        ?",
    `${gateway}/test/webhook.test.ts`
  ],
  [
    "a webhook is signed with its id and time",
    `${gateway}/src/tell/webhooks/signature.ts`,
    "update(`${id}.${seconds}.${body}`)",
    "update(body)",
    `${gateway}/test/webhook.test.ts`
  ],
  [
    "a message is its client's",
    `${store}/faxes/MessageIndex.ts`,
    "WHERE id = ${id} AND ${isOf(client)}",
    "WHERE id = ${id}",
    "packages/hono-server/test/othersBusiness.test.ts packages/hono-server/test/hostileClients.test.ts"
  ],
  [
    "a search is its client's",
    `${store}/faxes/MessageIndex.ts`,
    "sql`client = ${client} ${ofNumber}",
    "sql`client > 0 ${ofNumber}",
    `${gateway}/test/protections.test.ts`
  ],
  [
    "an event stream is its client's",
    `${store}/outbox/outboxEvents.ts`,
    "sql`e.client = ${client}`",
    "sql`1 = 1`",
    "packages/hono-server/test/othersBusiness.test.ts packages/hono-server/test/hostileClients.test.ts"
  ],
  [
    "the log of webhooks is its client's",
    `${store}/outbox/webhookSubscriptions.ts`,
    "WHERE p.client = ${client} ORDER",
    "ORDER",
    "packages/hono-server/test/othersBusiness.test.ts packages/hono-server/test/hostileClients.test.ts"
  ],
  [
    "a list of webhooks is its client's",
    `${store}/outbox/webhookSubscriptions.ts`,
    "FROM webhooks WHERE client = ${client} ORDER",
    "FROM webhooks ORDER",
    "packages/hono-server/test/othersBusiness.test.ts packages/hono-server/test/hostileClients.test.ts"
  ],
  [
    "a replay is its client's",
    `${store}/outbox/webhookSubscriptions.ts`,
    // In two statements, of which either is enough.
    ["WHERE event = ${event} AND client = ${client}", "id = ${post} AND client = ${key}"],
    "TRUE",
    "packages/hono-server/test/othersBusiness.test.ts packages/hono-server/test/hostileClients.test.ts"
  ],
  [
    "a list of messages is its client's",
    `${store}/faxes/messageList.ts`,
    "    sql`client = ${client}`,",
    "    sql`client > 0`,",
    `${gateway}/test/protections.test.ts`
  ],
  [
    "a client that was revoked sends nothing",
    `${store}/faxes/NewJob.ts`,
    "WHERE key = r.client AND revoked_at IS NULL",
    "WHERE key = r.client",
    `${gateway}/test/access.test.ts`
  ],
  [
    "guesses are slowed",
    `${gateway}/src/admit/guesses.ts`,
    "if (!isRight) place.wrong += 1",
    "place.wrong += 0 * Number(isRight)",
    `${gateway}/test/access.test.ts packages/hono-server/test/hostileClients.test.ts`
  ],
  [
    "texts are sealed",
    `${store}/faxes/sealedTexts.ts`,
    "if (vault.current === null) return db",
    "if (vault.current !== undefined) return db",
    `${gateway}/test/sealedTexts.test.ts`
  ],
  [
    "destinations of before are hashed",
    `${store}/faxes/sealedTexts.ts`,
    "  yield* hideDestinations(sealing)\n",
    "",
    `${gateway}/test/sealedTexts.test.ts`
  ],
  [
    "the locks of a database are kept",
    `${store}/database/checkOurs.ts`,
    "  if (isOpenHere(file)) return\n",
    "",
    `${gateway}/test/openHere.test.ts`
  ],
  [
    "an unknown clock never means that nobody was called",
    `${gateway}/src/deliver/transport/faxingcenter/FaxingCenterTransport.ts`,
    "if (!clock.isKnown()) return notYet",
    "if (Date.length > 99) return notYet",
    `${gateway}/test/serviceClock.test.ts ${gateway}/test/findAgain.test.ts`
  ],
  [
    "an answer that nobody reads is given up",
    "packages/hono-server/src/node/dropUnread.ts",
    "socket.writableLength > 0",
    "socket.writableLength < 0",
    "packages/hono-server/test/unreadEvents.test.ts"
  ],
  [
    "only a trusted proxy says where a request comes from",
    "packages/hono-server/src/node/clientAddress.ts",
    "    if (!isTrusted(client)) break\n",
    "",
    "packages/hono-server/test/clientAddress.test.ts"
  ],
  [
    "metrics are told to this machine alone",
    "packages/hono-server/src/gateway/health.ts",
    "key === undefined && !isFromHere(request)",
    "key === undefined && request.method === ''",
    "packages/hono-server/test/gatewayRoutes.test.ts"
  ],
  [
    "a network of IPv6 is one place",
    `${gateway}/src/admit/guesses.ts`,
    "address instanceof ipaddr.IPv6 ?",
    "address instanceof Date ?",
    `${gateway}/test/access.test.ts`
  ],
  [
    "notes in the audit log are sealed",
    `${store}/clients/Audit.ts`,
    "detail: sealed(entry.detail)",
    "detail: entry.detail",
    `${gateway}/test/sealedTexts.test.ts`
  ],
  [
    "texts of before there was a key are sealed",
    `${store}/keys/Keys.ts`,
    "vault.current === null ? 0 : yield* texts",
    "vault.current === null ? 0 : 0",
    `${gateway}/test/sealedTexts.test.ts`
  ],
  [
    "a client that lets webhooks hang has a quarter of the turns",
    `${gateway}/src/tell/webhooks/turns.ts`,
    "(clients.get(turn.client) ?? 0) < perClient &&",
    "(clients.get(turn.client) ?? 0) < atOnce &&",
    `${gateway}/test/turns.test.ts`
  ]
].map(([name, file, from, to, tests]) => ({ name, file, from, to, tests: tests.split(" ") }))

/** A new file in place of the other: copies that share their blocks with this tree are not changed. */
const write = (file, text) => {
  writeFileSync(`${file}.mutated`, text)
  renameSync(`${file}.mutated`, file)
}

const word = process.argv[2] ?? ""
const survivors = []
for (const { file, from, name, tests, to } of mutations.filter(({ name }) => name.includes(word))) {
  const path = join(root, file)
  const whole = readFileSync(path, "utf8")
  const parts = [from].flat()
  if (parts.some((part) => !whole.includes(part))) {
    console.log(`not there    ${name}: ${file}`)
    survivors.push(name)
    continue
  }
  write(
    path,
    parts.reduce((text, part) => text.replace(part, to), whole)
  )
  try {
    const { status } = spawnSync("npx", ["vitest", "run", "--bail=1", ...tests], {
      cwd: root,
      stdio: "ignore",
      timeout: 300_000
    })
    console.log(`${status === 0 ? "SURVIVED    " : "noticed     "} ${name}`)
    if (status === 0) survivors.push(name)
  } finally {
    write(path, whole)
  }
}
process.exit(survivors.length === 0 ? 0 : 1)

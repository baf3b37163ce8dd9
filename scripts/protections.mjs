// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the source, as they stand there.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./tools.mjs"

const gateway = "packages/gateway"
const store = `${gateway}/src/store`
const hono = "packages/hono-server"
/** What one client tries to learn of another, by every operation. */
const others = `${hono}/test/othersBusiness.test.ts`

/** What is taken away, where, and who must miss it. */
export const protections = [
  [
    "an old fence is refused",
    "packages/core/src/delivery/attempt.ts",
    'fence === delivery.fence ? step(open) : refuse("stale_fence")',
    "step(open)",
    "packages/core/test/delivery"
  ],
  [
    "a step on an old revision is refused",
    `${store}/faxes/updateMessage.ts`,
    " AND m.revision = r.was",
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
    "WHERE c.content < ${oldest} AND c.content NOT IN",
    "WHERE c.content < '' AND c.content NOT IN",
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
    'WHERE id = ${""} AND ${isOf(0)}',
    'WHERE id = ${""} AND ${0} >= 0',
    others
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
    others
  ],
  [
    "the log of webhooks is its client's",
    `${store}/outbox/webhookSubscriptions.ts`,
    "WHERE p.client = ${client} ORDER",
    "ORDER",
    others
  ],
  [
    "a list of webhooks is its client's",
    `${store}/outbox/webhookSubscriptions.ts`,
    "FROM webhooks WHERE client = ${client} ORDER",
    "FROM webhooks ORDER",
    others
  ],
  [
    "a replay is its client's",
    `${store}/outbox/webhookSubscriptions.ts`,
    // In two statements, of which either is enough.
    ["WHERE event = ${event} AND client = ${client}", "id = ${post} AND client = ${key}"],
    "TRUE",
    others
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
    `${store}/faxes/insertJob.ts`,
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
  ],
  [
    "the messages of a job are its client's",
    `${store}/faxes/MessageIndex.ts`,
    'AND id < ${""} AND ${isOf(0)}',
    'AND id < ${""} AND ${0} >= 0',
    others
  ],
  [
    "a count over years is its client's",
    `${store}/faxes/MessageIndex.ts`,
    "FROM rollup WHERE client = ${criteria.client}",
    "FROM rollup WHERE client > 0",
    others
  ],
  [
    "a message that is looked at or changed is its client's",
    `${store}/faxes/Messages.ts`,
    "sql`id = ${id} AND +client = ${client}`",
    "sql`id = ${id} AND ${client} > 0`",
    others
  ],
  [
    "an event to go on from is its client's",
    `${store}/outbox/outboxEvents.ts`,
    "WHERE name = ${name} AND client = ${client}",
    "WHERE name = ${name} AND ${client} > 0",
    others
  ],
  [
    "a webhook that is removed is its client's",
    `${store}/outbox/webhookSubscriptions.ts`,
    "const its = sql`id = ${id} AND client = ${key}`",
    "const its = sql`id = ${id} AND ${key} > 0`",
    others
  ],
  [
    "what is still to be posted to a webhook is given up by its client alone",
    `${store}/outbox/webhookSubscriptions.ts`,
    "WHERE webhook = ${id} AND client = ${key} AND next_at",
    "WHERE webhook = ${id} AND next_at",
    `${gateway}/test/protections.test.ts`
  ],
  [
    "the webhooks of others take no room",
    `${store}/outbox/webhookSubscriptions.ts`,
    "(SELECT COUNT(*) FROM webhooks WHERE client = ${key})",
    "(SELECT COUNT(*) FROM webhooks WHERE ${key} > 0)",
    `${hono}/test/hostileClients.test.ts`
  ],
  [
    "the secret of webhooks is a client's own",
    `${gateway}/src/tell/webhooks/runWebhooks.ts`,
    "`webhooks/${client}`",
    "`webhooks/${Math.sign(client)}`",
    others
  ],
  [
    "a list of received faxes is its client's",
    `${store}/received/receivedFaxes.ts`,
    "[sql`f.client = ${owner}`]",
    "[sql`f.client >= 0`]",
    others
  ],
  [
    "a received fax is its client's",
    `${store}/received/receivedFaxes.ts`,
    "sql`AND f.client = ${owner}`",
    "sql``",
    others
  ],
  [
    "a received fax is marked and deleted by its client alone",
    `${store}/received/receivedFaxes.ts`,
    // In two places, of which either is enough.
    ["sql`AND f.client = ${owner}`", "sql`AND client = ${owner}`"],
    "sql``",
    others
  ],
  [
    "an audit log is its client's",
    `${store}/clients/Audit.ts`,
    "sql`AND (actor = ${client} OR subject = ${client})`",
    "sql``",
    others
  ],
  [
    "an idempotency key is its client's",
    `${store}/faxes/Jobs.ts`,
    "FROM idempotency WHERE client = ${client}",
    "FROM idempotency WHERE ${client} > 0",
    others
  ],
  [
    "an operation needs a token",
    `${hono}/src/handler/authorized.ts`,
    "Effect.flatMap(clientOf(token.right),",
    "Effect.flatMap(Effect.orElseSucceed(clientOf(token.right), () => ({ clientId: 'any' })),",
    others
  ],
  [
    "a token of a client that was revoked is of no use",
    `${store}/clients/tokens.ts`,
    "WHERE t.hash = ${hash} AND c.revoked_at IS NULL",
    "WHERE t.hash = ${hash}",
    `${gateway}/test/access.test.ts`
  ],
  [
    "a client that was revoked gets no token",
    `${store}/clients/tokens.ts`,
    "AND secret IS NOT NULL AND revoked_at IS NULL",
    "AND secret IS NOT NULL",
    `${gateway}/test/access.test.ts`
  ],
  [
    "every node hears at once that a client was revoked",
    `${gateway}/src/admit/Auth.ts`,
    "yield* db.onNotify(accessTopic, () => known.clear())",
    "yield* db.onNotify(accessTopic, () => undefined)",
    `${gateway}/test/access.test.ts`
  ],
  [
    "a token is looked up again after another process wrote",
    `${gateway}/src/admit/Auth.ts`,
    "seen.written === db.writtenElsewhere()",
    "seen.written !== -1",
    `${gateway}/test/access.test.ts`
  ],
  [
    "a token ends with its secret",
    `${store}/clients/accessList.ts`,
    "...(keepsTokens ? [] : [endTokens(clientId)])",
    "...(keepsTokens || clientId !== '' ? [] : [endTokens(clientId)])",
    `${gateway}/test/access.test.ts`
  ],
  [
    "a token expires",
    `${gateway}/src/admit/Auth.ts`,
    "found === undefined || found.expiresAt <= now",
    "found === undefined",
    `${gateway}/test/access.test.ts`
  ],
  [
    "a token is stored as a hash",
    `${gateway}/src/admit/secrets.ts`,
    'createHash("sha256").update(Redacted.value(token)).digest("hex")',
    "Redacted.value(token)",
    `${gateway}/test/clients.test.ts`
  ],
  [
    "the right secret gets in from a place that guessed",
    `${gateway}/src/admit/guesses.ts`,
    "place.wrong < freeGuesses ? Effect.void : Effect.sleep(penalty)",
    "place.wrong < freeGuesses ? Effect.void : Effect.fail(tooMany)",
    `${gateway}/test/access.test.ts`
  ],
  [
    "only wrong secrets count",
    `${gateway}/src/admit/guesses.ts`,
    "if (!isRight) place.wrong += 1",
    "place.wrong += 1 + 0 * Number(isRight)",
    `${gateway}/test/access.test.ts`
  ],
  [
    "guesses slow down the place that they come from alone",
    `${gateway}/src/admit/guesses.ts`,
    "placeOf(placeName(origin), clock",
    "placeOf(placeName(origin).slice(99), clock",
    `${gateway}/test/access.test.ts`
  ],
  [
    "an unknown client takes the work of a known one",
    `${gateway}/src/admit/Auth.ts`,
    "const isRight = yield* check(origin, clientSecret, client?.secret ?? nobody)",
    "const isRight = client !== undefined && (yield* check(origin, clientSecret, client.secret))",
    `${gateway}/test/access.test.ts`
  ],
  [
    "an empty secret costs no work",
    `${gateway}/src/admit/Auth.ts`,
    'if (Redacted.value(clientSecret) === "") return yield* wrongClient',
    'if (Redacted.value(clientSecret) === "") yield* Effect.void',
    `${gateway}/test/access.test.ts`
  ],
  [
    "the key of the metrics is compared",
    `${hono}/src/gateway/health.ts`,
    "!isKey(yield* bearerToken(request), key)",
    "!isKey(yield* bearerToken(request), key) && request.method === ''",
    `${hono}/test/gatewayRoutes.test.ts`
  ],
  [
    "HEAD opens no event stream",
    `${hono}/src/gateway/events.ts`,
    'if (request.method === "HEAD") return',
    'if (request.method === "NONE") return',
    `${hono}/test/gatewayRoutes.test.ts`
  ],
  [
    "an event stream ends with its token",
    `${hono}/src/gateway/events.ts`,
    ["Stream.tap(() => clientOf(token)),", "Effect.race(ended, accessEnded)"],
    ["", "ended"],
    `${hono}/test/gatewayRoutes.test.ts`
  ],
  [
    "a body that stops is cut off",
    `${hono}/src/node/enforceBodyRate.ts`,
    "if (known.isTooSlow(",
    "if (request.method === '' && known.isTooSlow(",
    `${hono}/test/node.test.ts`
  ],
  [
    "a site answers to its own names alone",
    `${hono}/src/ui/siteGuard.ts`,
    "if (!isOwn(hostname))",
    "if (!isOwn(hostname) && hostname === '')",
    `${hono}/test/console.test.ts`
  ],
  [
    "a site answers no page of another origin",
    `${hono}/src/ui/siteGuard.ts`,
    "origin !== undefined && !isOriginOf(origin, host)",
    "origin === 'none' && !isOriginOf(origin, host)",
    `${hono}/test/console.test.ts`
  ],
  [
    "a form of the console carries the token of its session",
    `${hono}/src/console/consoleForms.ts`,
    "one.length === other.length && timingSafeEqual(one, other)",
    "one.length === 0 || timingSafeEqual(other, other)",
    `${hono}/test/console.test.ts`
  ],
  [
    "a role may do what it includes alone",
    `${gateway}/src/admit/Operators.ts`,
    "ranks.indexOf(role) >= ranks.indexOf(needed)",
    "ranks.indexOf(role) >= 0 || needed === role",
    `${hono}/test/console.test.ts`
  ],
  [
    "the console needs a session",
    `${gateway}/src/store/clients/operatorRows.ts`,
    "WHERE s.hash = ${hash}",
    "WHERE ${hash} <> ''",
    `${hono}/test/console.test.ts`
  ],
  [
    "the mock's key is compared",
    "packages/mock-server/src/site/admit.ts",
    "timingSafeEqual(sha256(given), sha256(key))",
    "timingSafeEqual(sha256(key), sha256(key))",
    "packages/mock-server/test/admit.test.ts"
  ],
  [
    "from another machine the mock's inbox needs its key",
    "packages/mock-server/src/site/makeSite.ts",
    "isLocal(address) ? undefined : admit(request, key)",
    "isLocal(address) || key !== '' ? undefined : admit(request, key)",
    "packages/mock-server/test/admit.test.ts"
  ],
  [
    "beyond this machine the mock says so",
    "packages/cli/src/commands/mock.ts",
    "if (isBeyondThisMachine(hostname)) yield*",
    "if (isBeyondThisMachine(hostname) && hostname === '') yield*",
    "packages/cli/test/jobs.test.ts"
  ],
  [
    "a webhook goes to the address that was looked at",
    `${gateway}/src/tell/webhooks/postWebhook.ts`,
    "      lookup: (_host, options, found) =>\n        options.all === true ? found(null, [pinned]) : found(null, pinned.address, pinned.family)\n",
    "      ...(pinned.family > 9 ? { localAddress: pinned.address } : {})\n",
    `${gateway}/test/webhook.test.ts`
  ],
  [
    "an IPv6 address that carries one of IPv4 is that",
    `${gateway}/src/tell/webhooks/WebhookUrl.ts`,
    "const address = ipaddr.process(text)",
    "const address = ipaddr.parse(text)",
    `${gateway}/test/webhook.test.ts`
  ],
  [
    "a receipt of another key is refused",
    `${gateway}/src/tell/receipts/verifyReceipt.ts`,
    "trustedId !== undefined && trustedId !== keyId",
    "trustedId === ''",
    `${gateway}/test/receipt.test.ts`
  ],
  [
    "a receipt of the first form that was changed is refused",
    `${gateway}/src/tell/receipts/verifyReceipt.ts`,
    "if (!isGenuine) return",
    "if (!isGenuine && text === '') return",
    `${gateway}/test/receipt.test.ts`
  ],
  [
    "contents are sealed",
    `${store}/documents/Vault.ts`,
    "if (current === undefined) return { keyId: null, bytes }",
    "if (current === undefined || part >= 0) return { keyId: null, bytes }",
    `${gateway}/test/clients.test.ts ${gateway}/test/keys.test.ts`
  ],
  [
    "contents are bound to their place",
    `${store}/documents/Vault.ts`,
    "Buffer.from(`${content}/${part}`)",
    "Buffer.from(`${content}/${part}`.slice(99))",
    `${gateway}/test/clients.test.ts`
  ],
  [
    "purged contents leave the log of the database",
    `${store}/database/Dialect.ts`,
    'scrub: [raw("PRAGMA wal_checkpoint(TRUNCATE)")]',
    "scrub: []",
    `${gateway}/test/purge.test.ts`
  ],
  [
    "a purge goes on until nothing is left",
    `${store}/documents/retention.ts`,
    "while: ({ last }) => last > 0,",
    "while: ({ all }) => all === 0,",
    `${gateway}/test/purge.test.ts`
  ],
  [
    "errors lose their words before they are logged",
    `${gateway}/src/observe/Discretion.ts`,
    'const told = new Error(isOwn ? error.message : (codeOf(error) ?? "its text is not logged"))',
    "const told = new Error(error instanceof Error ? error.message : kind)",
    `${gateway}/test/discretion.test.ts`
  ],
  [
    "texts are left out of traces",
    `${gateway}/src/observe/Discretion.ts`,
    'typeof value === "string" ? toldTexts.has(name)',
    'typeof value === "string" ? name !== ""',
    `${gateway}/test/discretion.test.ts`
  ],
  [
    "a gateway looks whether its tables are there",
    `${gateway}/src/observe/Health.ts`,
    "Effect.zipRight(checkTables, node.beatIfDue)",
    "node.beatIfDue",
    `${gateway}/test/protections.test.ts`
  ],
  [
    "a copy of a database is known for one",
    `${store}/database/recognise.ts`,
    'if (was !== place) return "it was copied to another place"',
    'if (was === "") return "it was copied to another place"',
    `${gateway}/test/restore.test.ts`
  ],
  [
    "a copy says that it is one",
    `${store}/database/recognise.ts`,
    "yield* Effect.logWarning(",
    "yield* Effect.logDebug(",
    `${gateway}/test/restore.test.ts`
  ],
  [
    "what waits in a copy is asked about first",
    `${store}/database/restores.ts`,
    "WHERE status = 1 AND (unknown_since",
    "WHERE status = 9 AND (unknown_since",
    `${gateway}/test/restore.test.ts`
  ],
  [
    "a search for a lost send covers the clock of the service",
    `${gateway}/src/deliver/transport/faxingcenter/ServiceClock.ts`,
    "all().map(({ maxMillis }) => maxMillis)",
    "all().map(({ maxMillis }) => 0 * maxMillis)",
    `${gateway}/test/serviceClock.test.ts ${gateway}/test/findAgain.test.ts`
  ],
  [
    "a clock that was set back does not put off what is in doubt",
    `${store}/faxes/Messages.ts`,
    "OR (state = 'InDoubt' AND wake_at > ${now + longestAskPauseMillis})",
    "OR (state = 'None' AND wake_at > ${now + longestAskPauseMillis})",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "clients take turns at the lines",
    "packages/core/src/delivery/inTurn.ts",
    "lines.set(one.client, place + 1)",
    "lines.set(one.client, place)",
    "packages/core/test/delivery/inTurn.test.ts"
  ],
  [
    "the next calls are looked for by turns",
    `${gateway}/src/deliver/localEngine.ts`,
    ",\n      { underWay, after: last }",
    "",
    `${gateway}/test/fairness.test.ts`
  ],
  [
    "the oldest of each client is found, and not the oldest of all",
    `${store}/faxes/dueInTurn.ts`,
    "sql`c.one`",
    "sql`c.one OR c.one < 0`",
    `${gateway}/test/fairness.test.ts`
  ],
  [
    "a line of PostgreSQL's engine calls for whoever's turn it is",
    `${gateway}/src/deliver/graphileEngine.ts`,
    "if (goBack.length === 0 || exchanges === 0)",
    "if (goBack.length >= 0 || exchanges === 0)",
    `${gateway}/test/fairness.test.ts`
  ],
  [
    "clients take turns at a number",
    `${store}/faxes/updateMessage.ts`,
    "({ destination, last: step.saved.client })",
    "({ destination, last: 0 * step.saved.client })",
    `${gateway}/test/fairness.test.ts`
  ],
  [
    "clients take turns at the commit",
    `${store}/database/fairQueue.ts`,
    "lines.size === 1 ? most : sum + 1",
    "most",
    `${gateway}/test/fairQueue.test.ts`
  ],
  [
    "requests that come together are begun one after the other",
    `${hono}/src/node/oneAtATime.ts`,
    "response.socket !== null",
    "response.writable",
    `${hono}/test/hostileHttp.test.ts`
  ],
  [
    "requests that come together are read as they are answered",
    `${hono}/src/node/oneAtATime.ts`,
    "(waiting.get(socket) ?? 0) > 0",
    "(waiting.get(socket) ?? 0) < 0",
    `${hono}/test/hostileHttp.test.ts`
  ],
  [
    "few conversions run at once",
    `${store}/database/fairTurns.ts`,
    "while (running < atOnce)",
    "while (running < 99 * atOnce)",
    `${gateway}/test/fairQueue.test.ts`
  ],
  [
    "a clock that was set back puts off no retry",
    "packages/core/src/delivery/wake.ts",
    "if (sooner !== undefined) return",
    "if (sooner === null) return",
    "packages/core/test/delivery/clocks.test.ts"
  ],
  [
    "what a clock put off is brought nearer",
    `${gateway}/src/deliver/clockSteps.ts`,
    "if (latest - now <= toleranceMillis)",
    "if (latest - now >= 0)",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "a dead node is known by its silence",
    `${store}/cluster/ClusterNode.ts`,
    "looked - sign.noticedAt >= deadAfterNanos",
    "looked < 0n",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "a token lives no longer than its life, whatever the clock says",
    `${gateway}/src/admit/Auth.ts`,
    " || found.expiresAt > longest",
    " || longest < 0",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "a session lives no longer than its life, whatever the clock says",
    `${gateway}/src/admit/Operators.ts`,
    "found.expires_at > now + idle + mostSkew",
    "found.expires_at > Number.MAX_VALUE + mostSkew",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "a clock that was set back takes no calls of a limit away",
    `${gateway}/src/admit/Admission.ts`,
    "Math.max(0, now - bucket.at)",
    "now - bucket.at",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "the minute of wrong secrets ends, whatever the clock says",
    `${gateway}/src/admit/guesses.ts`,
    " || now < place.since",
    "",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "HylaFAX ends the connection of whoever sleeps before submitting",
    `${gateway}/src/deliver/transport/hylafax/HylafaxServer.ts`,
    "yield* hfaxd.command(`IDLE ${idleFenceSeconds}`, 213)",
    "yield* Effect.void",
    `${gateway}/test/hylafax.test.ts`
  ],
  [
    "whoever comes too late submits nothing to HylaFAX",
    `${gateway}/src/deliver/transport/hylafax/HylafaxServer.ts`,
    "if (!(yield* mayStill(jobId)))",
    "if (!(yield* mayStill(jobId)) && jobId === '')",
    `${gateway}/test/hylafax.test.ts`
  ],
  [
    "one message at a time calls a number",
    `${store}/faxes/updateMessage.ts`,
    "(r.is_first = 0 OR m.in_front = 1)",
    "1 = 1",
    `${gateway}/test/protections.test.ts`
  ],
  [
    "a number that is held is not called",
    `${store}/faxes/updateMessage.ts`,
    "WHERE ${mayBeTaken}",
    "",
    `${gateway}/test/queue.test.ts`
  ],
  [
    "bodies that come together are read in turn",
    `${hono}/src/request/incomingBody.ts`,
    "if (turns.now({ bytes, run: () => takeNow(chunk) })) return",
    "if (bytes >= 0) return takeNow(chunk)",
    `${hono}/test/turns.test.ts`
  ],
  [
    "requests that come together are begun in turn",
    `${hono}/src/node/oneAtATime.ts`,
    "turns.later({ bytes: 0, run: answer })",
    "turns.later({ bytes: 0, run: () => {} })\n    setImmediate(answer)",
    `${hono}/test/turns.test.ts`
  ],
  [
    "what is sent behind its answer is read last",
    `${hono}/src/node/lingeringClose.ts`,
    "if (!request.complete) drainBody(request)",
    "",
    `${hono}/test/turns.test.ts`
  ],
  [
    "what a process has not read yet is not missed",
    `${hono}/src/request/turns.ts`,
    "setImmediate(() => setImmediate(work))",
    "work()",
    `${hono}/test/turns.test.ts`
  ],
  [
    "a body that waits for its turn does not come too slowly",
    `${hono}/src/node/enforceBodyRate.ts`,
    " && !request.isPaused()",
    "",
    `${hono}/test/turns.test.ts`
  ],
  [
    "what was remembered before a clock was set back is forgotten",
    `${gateway}/src/observe/cachedFor.ts`,
    "wasSetBack ? Effect.zipRight(forget, cached) : cached",
    "cached",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "a client is read again after a clock was set back",
    `${store}/clients/ClientRecords.ts`,
    "Math.abs(now - last.readAt)",
    "now - last.readAt",
    `${gateway}/test/clocks.test.ts`
  ],
  [
    "a server of HylaFAX that was away is asked again after a clock was set back",
    `${gateway}/src/deliver/transport/hylafax/HylafaxTransport.ts`,
    " && awayUntil <= now + awayMillis",
    "",
    `${gateway}/test/hylafax.test.ts`
  ],
  [
    "a proxy asks about tokens again after a clock was set back",
    "packages/core/src/Introspection.ts",
    "Effect.zipRight(known.invalidateAll, known.get(token))",
    "known.get(token)",
    `${hono}/test/proxy.test.ts`
  ],
  [
    "clients take turns at reading events",
    `${gateway}/src/tell/events/Events.ts`,
    "inTurn(filter?.client ?? everybody)",
    "inTurn(everybody)",
    `${gateway}/test/eventTurns.test.ts`
  ],
  [
    "a stream reads few events in its turn",
    `${gateway}/src/tell/events/Events.ts`,
    "mostInTurn = 20",
    "mostInTurn = 200",
    `${gateway}/test/eventTurns.test.ts`
  ],
  [
    "a turn of the event loop has one stream's reading",
    `${store}/database/fairTurns.ts`,
    "setImmediate(() => {\n      running -= 1\n      startNext()\n    })",
    "running -= 1\n    startNext()",
    `${gateway}/test/eventTurns.test.ts`
  ]
].map(([name, file, from, to, tests]) => ({
  name,
  file,
  tests: tests.split(" "),
  /** What is there, and what comes into its place. */
  changes: [from].flat().map((part, i) => ({ from: part, to: [to].flat()[i] ?? [to].flat()[0] }))
}))

/** The text of a file without a protection; `undefined` where it is not as it was when this list was written. */
export const without = ({ changes, file }) => {
  const whole = readFileSync(join(root, file), "utf8")
  if (changes.some(({ from }) => !whole.includes(from))) return undefined
  return changes.reduce((text, { from, to }) => text.replace(from, () => to), whole)
}

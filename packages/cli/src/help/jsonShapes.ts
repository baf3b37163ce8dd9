/**
 * What each command prints with `--json`, as `fax help json` shows it. `?` marks what may be absent; a
 * bare word after a colon is a type of JSON, or the name of another shape here. A test holds the
 * commands to it, member by member.
 */
export const jsonShapes: ReadonlyArray<readonly [name: string, shape: string]> = [
  ["send, status, resend", "{ sendId: string, messages: [fax] }"],
  [
    "send --dry-run, broadcast --dry-run",
    "{ dryRun: boolean, column?: string, recipients: [string], documents: [document] }"
  ],
  [
    "broadcast",
    "{ recipients: number, accepted: number, processing: number, delivered: number, failed: number, refused: number, invalid: number, unknown: number, unsent: number, repeated: number, journal: string, failures?: string, messages: [row] }"
  ],
  ["search", "{ messages: [fax], total: number }"],
  ["watch", "fax (a line at each change)"],
  [
    "preview",
    "{ picture: string, tiff?: string, pageCount: number, seconds: number, pages: [page], findings: [finding] }"
  ],
  [
    "check",
    "{ ok: boolean, numbers: [number-check], pageCount: number, seconds: number, pages: [page], findings: [finding] }"
  ],
  [
    "contract",
    "{ baseUrl: string, revision: string, passed: number, failed: number, gaps: number, cases: [case] }"
  ],
  ["messages", "{ messages: [listed-message] }"],
  [
    "message, cancel, resolve",
    "{ messageId: string, sendId: string, faxNumber: string, reference?: string, sendReference?: string, status: string, state: string, acceptedAt: string, endedAt?: string, callsMade: number, pages?: number, reason?: string, verdict?: verdict, deadline: string, notBefore?: string, cancelRequested: boolean, callsAllowed: number, documents: [sent-document], attempts: [attempt] }"
  ],
  ["receipt", "{ messageId: string, receipt: string, path?: string }"],
  ["received receipt", "{ receivedFaxId: string, receipt: string, path?: string }"],
  ["events", "{ id: string, type: string, timestamp: string, data: event-data }"],
  [
    "webhooks add",
    "{ id: string, url: string, types: [string], createdAt: string, secret: string }"
  ],
  ["webhooks list", "{ webhooks: [webhook] }"],
  ["webhooks list --deliveries", "{ deliveries: [webhook-delivery] }"],
  ["webhooks test", "{ id: string, ok: boolean, status?: number, detail?: string }"],
  ["webhooks replay", "{ id: string, replayed: boolean }"],
  ["webhooks remove", "{ id: string, removed: boolean }"],
  ["received list", "{ faxes: [received-fax], next?: string }"],
  ["received show, received read, received redeliver", "received-fax"],
  ["received get", "{ receivedFaxId: string, path: string, size: number }"],
  ["received delete", "{ receivedFaxId: string, deleted: boolean }"],
  ["login", "{ profile: string, clientId: string, baseUrl: string, path: string }"],
  ["logout", "{ forgotten: [string] }"],
  [
    "whoami",
    "{ clientId: string, baseUrl: string, revision: string, source: string, country?: string }"
  ],
  ["profiles", "{ profiles: [profile] }"],
  ["profiles use", "{ current: string }"],
  ["doctor", "{ ok: boolean, checks: [doctor-check] }"],
  ["clients add", "{ name: string, clientId: string, clientSecret: string }"],
  ["clients list", "{ clients: [client] }"],
  ["clients rotate", "{ clientId: string, clientSecret: string }"],
  ["clients revoke", "{ clientId: string, revoked: boolean }"],
  ["operators add", "{ name: string, role: string, key: string }"],
  ["operators list", "{ operators: [operator] }"],
  ["operators revoke", "{ name: string, revoked: boolean }"],
  ["queue show", "{ paused: boolean, pause?: pause, held: number, holds: [hold] }"],
  ["queue pause, queue resume", "{ paused: boolean, changed: boolean }"],
  ["queue hold, queue release", "{ number: string, held: boolean, changed: boolean }"],
  ["keys new", "{ name: string, key: string }"],
  ["keys list", "{ keys: [key] }"],
  ["keys reseal", "{ resealed: number, texts: number, unreadable: number }"],
  ["backup", "{ file: string, bytes: number, messages: number }"],
  ["migrate", "{ tables: [moved-table] }"],
  ["moved-table", "{ table: string, rows: number, sha256: string }"],
  ["restored", "{ since: string, faxes: number }"],
  ["moved", "{ faxes: number }"],
  ["audit", "{ entries: [entry] }"],
  [
    "verify",
    "{ valid: boolean, trusted: boolean, keyId: string, messageId: string, faxNumber: string, status: string, simulated?: boolean, transports: [string] }"
  ],
  [
    "verify (of a received fax)",
    "{ valid: boolean, trusted: boolean, keyId: string, receivedFaxId: string, line: string, pages: number, partial: boolean }"
  ],
  [
    "received-fax",
    "{ receivedFaxId: string, to?: string, from?: string, callerName?: string, remoteStation?: string, subaddress?: string, receivedAt: string, seconds?: number, pages: number, partial: boolean, problem?: string, speed?: number, coding?: string, errorCorrection?: boolean, resolution?: string, width?: number, channel?: string, remoteId?: string, document?: received-document, read: boolean, readAt?: string }"
  ],
  ["received-document", "{ size: number, sha256: string }"],
  [
    "listed-message",
    "{ messageId: string, sendId: string, faxNumber: string, reference?: string, sendReference?: string, status: string, state: string, acceptedAt: string, endedAt?: string, callsMade: number, pages?: number, reason?: string, verdict?: verdict }"
  ],
  ["verdict", "{ retry: string, meaning: string, advice: string }"],
  ["sent-document", "{ fileName: string, order: number, size: number, sha256: string }"],
  [
    "attempt",
    "{ startedAt: string, endedAt?: string, outcome?: outcome, transport?: string, remoteId?: string, pages?: number }"
  ],
  [
    "outcome",
    "{ kind: string, reason?: string, pages?: number, session?: session, raw?: raw-result }"
  ],
  [
    "session",
    "{ totalPages?: number, remoteStation?: string, speed?: number, coding?: string, errorCorrection?: boolean, resolution?: string, seconds?: number, channel?: string }"
  ],
  ["raw-result", "{ source: string, code?: string, text?: string }"],
  [
    "event-data",
    "{ messageId: string, sendId: string, faxNumber: string, reference?: string, sendReference?: string, attempt?: number, pages?: number, reason?: string, notBefore?: string }"
  ],
  ["webhook", "{ id: string, url: string, types: [string], createdAt: string, goneAt?: string }"],
  [
    "webhook-delivery",
    "{ id: string, url: string, messageId: string, createdAt: string, tries: number, nextAt?: string, deliveredAt?: string, lastStatus?: number, lastDetail?: string }"
  ],
  [
    "fax",
    "{ sendId: string, messageId: string, faxNumber: string, status: string, sentOn?: string, receivedOn?: string, attempts?: number, pages?: number, reference?: string, reason?: string, meaning?: string, advice?: string }"
  ],
  [
    "row",
    "{ faxNumber: string, reference?: string, status: string, sendId?: string, messageId?: string, reason?: string }"
  ],
  ["document", "{ fileName: string, size?: number }"],
  [
    "page",
    "{ number: number, fileName: string, documentPage: number, width: number, rows: number, bytes: number, seconds: number, black: number }"
  ],
  [
    "finding",
    "{ kind: string, severity: string, fileName: string, page?: number, detail: string }"
  ],
  ["number-check", "{ written: string, ok: boolean, number?: string, problem?: string }"],
  ["case", "{ name: string, outcome: string, detail?: string }"],
  ["profile", "{ name: string, current: boolean, clientId: string, baseUrl: string }"],
  ["doctor-check", "{ name: string, ok: boolean, found: string }"],
  ["pause", "{ at: string, by: string, cause: string, detail?: string, probeAt?: string }"],
  ["hold", "{ number: string, at: string, by: string, detail?: string }"],
  ["operator", "{ name: string, role: string, createdAt: string, revokedAt?: string }"],
  [
    "client",
    "{ clientId: string, name: string, perMinute?: number, from?: sender, createdAt: string, revokedAt?: string }"
  ],
  ["sender", "{ stationId?: string, header?: string }"],
  [
    "key",
    "{ name?: string, isConfigured: boolean, isCurrent: boolean, contents: number, secrets: number }"
  ],
  ["entry", "{ at: string, actor: string, action: string, subject: string, detail?: string }"],
  [
    "an error",
    "{ error: { kind: string, message: string, exitCode: number, culprit?: string, numbers?: [string], since?: string, findOut?: string, sendId?: string, pending?: number } }"
  ]
]

/**
 * What each command prints with `--json`, as `fax help json` shows it. `?` marks what may be absent; a
 * bare word after a colon is a type of JSON, or the name of another shape here. A test holds the
 * commands to it, member by member.
 */
export const jsonShapes: ReadonlyArray<readonly [name: string, shape: string]> = [
  ["send, status", "{ sendId: string, messages: [message] }"],
  [
    "send --dry-run, broadcast --dry-run",
    "{ dryRun: boolean, column?: string, recipients: [string], documents: [document] }"
  ],
  [
    "broadcast",
    "{ recipients: number, accepted: number, processing: number, delivered: number, failed: number, refused: number, invalid: number, unknown: number, unsent: number, repeated: number, journal: string, failures?: string, messages: [row] }"
  ],
  ["search", "{ messages: [message], total: number }"],
  ["watch", "message (a line at each change)"],
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
  ["keys new", "{ name: string, key: string }"],
  ["keys list", "{ keys: [key] }"],
  ["keys reseal", "{ resealed: number, unreadable: number }"],
  ["audit", "{ entries: [entry] }"],
  [
    "verify",
    "{ valid: boolean, trusted: boolean, keyId: string, messageId: string, faxNumber: string, status: string, simulated?: boolean, transports: [string] }"
  ],
  [
    "message",
    "{ sendId: string, messageId: string, faxNumber: string, status: string, sentOn?: string, receivedOn?: string, attempts?: number, pages?: number }"
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
  ["operator", "{ name: string, role: string, createdAt: string, revokedAt?: string }"],
  [
    "client",
    "{ clientId: string, name: string, perMinute?: number, createdAt: string, revokedAt?: string }"
  ],
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

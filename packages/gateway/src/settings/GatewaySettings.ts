import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Networks } from "../tell/webhooks/WebhookUrl.js"
import { choice, list, printable, Secret, Span, Text, Url, whole } from "./fields.js"

/** A key of AES-256 with the name that it is stored under. */
const DocumentKey = Schema.Struct({
  id: Schema.String,
  key: Schema.RedactedFromSelf(Schema.Uint8ArrayFromSelf)
})

const readDocumentKey = (text: string): typeof DocumentKey.Type | undefined => {
  const [, id, base64] = /^([\w-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(text) ?? []
  return id === undefined || base64 === undefined
    ? undefined
    : { id, key: Redacted.make(new Uint8Array(Buffer.from(base64, "base64"))) }
}

const HylafaxPlace = Schema.Struct({
  host: Schema.String,
  port: Schema.Int,
  /** Calls that it makes at once. */
  lines: Schema.Int
})

/** `host:port`, `[::1]:port` or `host:port*lines`. */
const readHylafaxPlace = (text: string): typeof HylafaxPlace.Type | undefined => {
  const [, bracketed, plain, port, lines = "1"] =
    /^(?:\[([\da-fA-F:]+)\]|([\w.-]+)):(\d{1,5})(?:\*(\d{1,3}))?$/.exec(text) ?? []
  const host = bracketed ?? plain
  const isSound = Number(port) >= 1 && Number(port) <= 65_535 && Number(lines) >= 1
  return host !== undefined && isSound
    ? { host, port: Number(port), lines: Number(lines) }
    : undefined
}

const isNetwork = Schema.is(Networks)

/** A setting that may be left out, and what it is for. */
const optional = <A>(description: string, schema: Schema.Schema<A, unknown>) =>
  Schema.optionalWith(schema.annotations({ description }), { exact: true })

/** A setting with a default. */
const setting = <A>(
  description: string,
  schema: Schema.Schema<A, unknown>,
  fallback: () => NoInfer<A>
) => Schema.optionalWith(schema.annotations({ description }), { exact: true, default: fallback })

/**
 * All that a gateway can be told. A setting is given on the command line, in the environment or in a
 * file, in this order: `documentKeys` is `FAXINGCENTER_GATEWAY_DOCUMENT_KEYS` in the environment.
 */
export const GatewaySettings = Schema.Struct({
  database: setting("A file for SQLite, or the URL of a PostgreSQL database", Secret, () =>
    Redacted.make("fax.db")
  ),
  host: setting("The address to listen on", Text, () => "127.0.0.1"),
  port: setting("The port to listen on; 0 takes any that is free", whole(0, 65_535), () => 8080),
  consolePort: optional(
    "The port of the console for operators, on this machine's loopback alone; there is none when absent",
    whole(0, 65_535)
  ),
  consoleHosts: setting(
    "Host names that browsers may ask the console by beside localhost, as that of a reverse proxy",
    list("must be host names with commas between them", Schema.String, (text) =>
      /^[\w.-]+$/.test(text) ? text : undefined
    ),
    () => []
  ),
  transport: optional(
    "The way to the line: an account at FaxingCenter, modems behind HylaFAX, or simulated, which calls nobody",
    choice("simulated", "faxingcenter", "hylafax")
  ),
  stationId: optional(
    "The identification (TSI) that recipients' machines are given, mostly a number",
    printable(20)
  ),
  header: optional(
    "What a telephone line prints above each page; nothing when absent",
    printable(80)
  ),
  lines: setting("Calls at once, of one node", whole(1, 10_000), () => 4),
  calls: setting("Calls that are made for one message at most", whole(1, 100), () => 5),
  deadlineAfter: setting(
    "Until no call is begun any more, from acceptance on, or from a later time to send or opening of its hours",
    Span,
    () => Duration.hours(24)
  ),
  drain: setting("How long a stop waits for calls and requests in progress", Span, () =>
    Duration.seconds(10)
  ),
  retention: setting(
    "How long the content of documents is kept, but never less than until the end of their fax",
    Span,
    () => Duration.days(30)
  ),
  documentKeys: setting(
    "Keys that seal documents and secrets at rest. New ones are sealed with the first; the others open what was sealed before",
    list(
      "must be name:key, the key 32 bytes in base64; several with commas between them, each of another name",
      DocumentKey,
      readDocumentKey,
      ({ id }) => id
    ),
    () => []
  ),
  bodyLimit: setting(
    "Bytes of the largest body of a send",
    whole(1024, 4_294_967_296),
    () => 100 * 1024 * 1024
  ),
  webhookNetworks: setting(
    "Networks that webhooks may be sent to although they are not public; also allows http",
    list("must be networks such as 10.1.0.0/16, with commas between them", Schema.String, (text) =>
      isNetwork([text]) ? text : undefined
    ),
    () => []
  ),
  webhookTimeout: setting("How long a webhook waits for its answer", Span, () =>
    Duration.seconds(15)
  ),
  upstreamClientId: optional("Client id of the account of the transport faxingcenter", Text),
  upstreamClientSecret: optional("Its client secret", Secret),
  upstreamBaseUrl: optional("Its base address, where it is not the service's own", Url),
  upstreamRevision: optional(
    "The wire revision it is spoken to in",
    choice("2014-04-03", "2014-04-09")
  ),
  hylafax: setting(
    "HylaFAX servers of the transport hylafax, each as host:port, or host:port*N where it has N lines",
    list(
      "must be servers such as fax.example.com:4559 or fax.example.com:4559*2, with commas between them, each once",
      HylafaxPlace,
      readHylafaxPlace,
      ({ host, port }) => `${host}:${port}`
    ),
    () => []
  ),
  hylafaxUser: setting(
    "The user that HylaFAX knows the gateway as",
    printable(32),
    () => "faxingcenter"
  ),
  hylafaxPassword: optional("Its password, where HylaFAX asks for one", Secret),
  hylafaxAdminPassword: optional(
    "Its password for administration: with it, documents are removed from HylaFAX's spool at once",
    Secret
  ),
  hylafaxModem: setting(
    "The modem that HylaFAX calls with, or a class of its modems",
    printable(32),
    () => "any"
  ),
  paper: setting(
    "The paper that pages are made for, where a transport takes pages",
    choice("a4", "letter", "legal", "b4"),
    () => "a4" as const
  ),
  resolution: setting("Their resolution", choice("fine", "standard"), () => "fine" as const),
  otlpEndpoint: optional(
    "Where traces, logs and metrics go by OTLP over HTTP; nowhere when absent",
    Url
  ),
  otlpHeaders: optional("Headers of these, as name=value, with commas between them", Secret)
})
export interface GatewaySettings extends Schema.Schema.Type<typeof GatewaySettings> {}

/** What a setting is called in a file. */
export type SettingName = keyof GatewaySettings

/** Variables that others have named: the ones of the account, and those of OpenTelemetry. */
const otherVariables: { readonly [Name in SettingName]?: string } = {
  upstreamClientId: "FAXINGCENTER_CLIENT_ID",
  upstreamClientSecret: "FAXINGCENTER_CLIENT_SECRET",
  upstreamBaseUrl: "FAXINGCENTER_BASE_URL",
  upstreamRevision: "FAXINGCENTER_REVISION",
  otlpEndpoint: "OTEL_EXPORTER_OTLP_ENDPOINT",
  otlpHeaders: "OTEL_EXPORTER_OTLP_HEADERS"
}

/** What the variables of the gateway's own settings begin with. */
export const variablePrefix = "FAXINGCENTER_GATEWAY_"

export const isSettingName = (name: string): name is SettingName =>
  Object.hasOwn(GatewaySettings.fields, name)

/** Every name of a setting. */
export const settingNames: ReadonlyArray<SettingName> = Object.keys(GatewaySettings.fields).filter(
  isSettingName
)

export const variableOf = (name: SettingName): string =>
  otherVariables[name] ??
  variablePrefix + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

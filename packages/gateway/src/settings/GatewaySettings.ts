import { isIPv4, isIPv6 } from "node:net"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Networks } from "../tell/webhooks/WebhookUrl.js"
import {
  choice,
  list,
  MailAddress,
  printable,
  Secret,
  SmtpServer,
  Span,
  Text,
  Url,
  whole
} from "./fields.js"

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

const ReceptionRoute = Schema.Struct({ of: Schema.String, clientId: Schema.String })

/** `number=client id`, `sub:subaddress=client id`, `modem:name=client id` or `*=client id`. */
const readReceptionRoute = (text: string): typeof ReceptionRoute.Type | undefined => {
  const [, of, clientId] =
    /^(\*|\+?\d{1,20}|sub:[\d#*+]{1,20}|modem:[\w.:-]{1,64})=([\w.@-]{1,64})$/.exec(text) ?? []
  return of === undefined || clientId === undefined ? undefined : { of, clientId }
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

/** Networks in CIDR notation; an address is a network of one. */
const networks = list(
  "must be networks such as 10.1.0.0/16 or addresses, separated by commas",
  Schema.String,
  (text) => {
    const network = isIPv4(text) ? `${text}/32` : isIPv6(text) ? `${text}/128` : text
    return isNetwork([network]) ? network : undefined
  }
)

/**
 * All settings of a gateway. A setting is given on the command line, in the environment or in a file, in
 * this order: `documentKeys` is `FAXINGCENTER_GATEWAY_DOCUMENT_KEYS` in the environment.
 */
export const GatewaySettings = Schema.Struct({
  database: setting("SQLite file, or URL of a PostgreSQL database", Secret, () =>
    Redacted.make("fax.db")
  ),
  host: setting("Address to listen on", Text, () => "127.0.0.1"),
  port: setting("Port to listen on; 0 picks a free one", whole(0, 65_535), () => 8080),
  basePath: optional(
    "Path in front of every address, if a reverse proxy serves the gateway and its console under one; the proxy may remove it or leave it",
    Text.pipe(
      Schema.filter((text) => /^(\/[\w~-][\w.~-]*)+$/.test(text), {
        message: () => "must be a path such as /fax"
      })
    )
  ),
  trustedProxies: setting(
    "Networks of reverse proxies whose X-Forwarded-Prefix, X-Forwarded-Proto and X-Forwarded-For headers are trusted",
    networks,
    () => []
  ),
  consolePort: optional(
    "Port of the operators' console, on this machine's loopback interface only (default: no console)",
    whole(0, 65_535)
  ),
  consoleHosts: setting(
    "Host names, besides localhost, by which browsers may reach the console, such as that of a reverse proxy",
    list("must be host names separated by commas", Schema.String, (text) =>
      /^[\w.-]+$/.test(text) ? text : undefined
    ),
    () => []
  ),
  transport: optional(
    "How faxes reach the line: through a FaxingCenter account, through HylaFAX modems, or simulated, which makes no calls",
    choice("simulated", "faxingcenter", "hylafax")
  ),
  stationId: optional(
    "Station id (TSI) that recipients' machines see, usually your fax number",
    printable(20)
  ),
  header: optional("Header line printed above each page (default: none)", printable(80)),
  lines: setting("Simultaneous calls per node", whole(1, 10_000), () => 4),
  calls: setting("Maximum number of calls for one message", whole(1, 100), () => 5),
  deadlineAfter: setting(
    "How long a fax may be called: counted from its acceptance, send time or start of calling hours, whichever is latest",
    Span,
    () => Duration.hours(24)
  ),
  drain: setting("How long a shutdown waits for calls and requests in progress", Span, () =>
    Duration.seconds(10)
  ),
  retention: setting(
    "How long document contents are kept; never less than until their fax is finished",
    Span,
    () => Duration.days(30)
  ),
  documentKeys: setting(
    "Keys that encrypt documents, numbers, names, references and secrets at rest. The first key encrypts; the others still decrypt older data",
    list(
      "must be name:key, with a key of 32 bytes in base64; separate several with commas, each with a different name",
      DocumentKey,
      readDocumentKey,
      ({ id }) => id
    ),
    () => []
  ),
  bodyLimit: setting(
    "Maximum size of a send, in bytes",
    whole(1024, 4_294_967_296),
    () => 100 * 1024 * 1024
  ),
  webhookNetworks: setting(
    "Private networks that webhooks may reach, also over http",
    networks,
    () => []
  ),
  webhookTimeout: setting("How long a webhook waits for the receiver's answer", Span, () =>
    Duration.seconds(15)
  ),
  smtp: optional(
    "Mail server for webhooks to mailto: addresses, as smtps://user:password@host or smtp://host:587 (default: none)",
    SmtpServer
  ),
  mailFrom: optional("Sender address of the mail", MailAddress),
  mailTo: setting(
    "Addresses that may receive mail, or whole domains such as @example.com",
    list(
      "must be addresses such as office@example.com or domains such as @example.com, separated by commas",
      Schema.String,
      (text) => (/^[^\s@<>"]*@[^\s@<>"]+$/.test(text) ? text : undefined)
    ),
    () => []
  ),
  upstreamClientId: optional("Client id of the FaxingCenter account", Text),
  upstreamClientSecret: optional("Client secret of the FaxingCenter account", Secret),
  upstreamBaseUrl: optional("Base address, if it is not FaxingCenter's own", Url),
  upstreamRevision: optional("Revision of the API to use", choice("2014-04-03", "2014-04-09")),
  upstreamPollsPerMinute: setting(
    "Requests to FaxingCenter about faxes that are on their way, per node and minute; each is about one fax, or about up to 100",
    whole(1, 60_000),
    () => 120
  ),
  hylafax: setting(
    "HylaFAX servers, each as host:port, or host:port*N for a server with N lines",
    list(
      "must be servers such as fax.example.com:4559 or fax.example.com:4559*2, separated by commas, each once",
      HylafaxPlace,
      readHylafaxPlace,
      ({ host, port }) => `${host}:${port}`
    ),
    () => []
  ),
  hylafaxUser: setting("User name at HylaFAX", printable(32), () => "faxingcenter"),
  hylafaxPassword: optional("Password at HylaFAX, if it asks for one", Secret),
  hylafaxAdminPassword: optional(
    "Administrator password at HylaFAX; with it, documents are removed from HylaFAX's spool immediately",
    Secret
  ),
  hylafaxModem: setting(
    "HylaFAX modem to call with, or a class of modems",
    printable(32),
    () => "any"
  ),
  receive: setting(
    "Which client gets each received fax: by called number, subaddress or modem, or * for all others. A fax that matches none waits for an operator. Faxes are received through HylaFAX, and only with this setting",
    list(
      "must be number=client, sub:subaddress=client, modem:name=client or *=client, with the client's id; separate several with commas, each for a different number",
      ReceptionRoute,
      readReceptionRoute,
      ({ of }) => of
    ),
    () => []
  ),
  paper: setting(
    "Paper size, for transports that take pages",
    choice("a4", "letter", "legal", "b4"),
    () => "a4" as const
  ),
  resolution: setting(
    "Resolution, for transports that take pages",
    choice("fine", "standard"),
    () => "fine" as const
  ),
  metricsKey: optional(
    "Key that Prometheus must send as a bearer token to read the metrics; without one, only programs on this machine may read them",
    Secret
  ),
  otlpEndpoint: optional("OTLP endpoint (HTTP) for traces, logs and metrics (default: none)", Url),
  otlpHeaders: optional("Headers for the OTLP endpoint, as name=value, separated by commas", Secret)
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

import { Duration, Redacted, Schema } from "effect"
import { Networks } from "../webhook/WebhookUrl.js"
import { choice, list, Secret, Span, Text, whole } from "./fields.js"

const optional = <A>(schema: Schema.Schema<A, unknown>) =>
  Schema.optionalWith(schema, { exact: true })

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

const isNetwork = Schema.is(Networks)

/**
 * All that a gateway can be told. A setting is given on the command line, in the environment or in a
 * file, in this order: `documentKeys` is `FAXINGCENTER_GATEWAY_DOCUMENT_KEYS` in the environment.
 */
export const GatewaySettings = Schema.Struct({
  /** A file for SQLite, or the URL of a PostgreSQL database. */
  database: Schema.optionalWith(Secret, { exact: true, default: () => Redacted.make("fax.db") }),
  host: Schema.optionalWith(Text, { exact: true, default: () => "127.0.0.1" }),
  /** 0: any that is free. */
  port: Schema.optionalWith(whole(0, 65_535), { exact: true, default: () => 8080 }),
  transport: Schema.optionalWith(choice("simulated", "faxingcenter"), {
    exact: true,
    default: () => "simulated" as const
  }),
  /** Calls at once. */
  lines: Schema.optionalWith(whole(1, 10_000), { exact: true, default: () => 4 }),
  /** Calls that are made for one message at most. */
  calls: Schema.optionalWith(whole(1, 100), { exact: true, default: () => 5 }),
  /** From acceptance until no call is begun any more. */
  deadlineAfter: Schema.optionalWith(Span, { exact: true, default: () => Duration.hours(24) }),
  /** How long a stop waits for calls and requests in progress. */
  drain: Schema.optionalWith(Span, { exact: true, default: () => Duration.seconds(10) }),
  /** How long the content of documents is kept, but never less than until the end of their fax. */
  retention: Schema.optionalWith(Span, { exact: true, default: () => Duration.days(30) }),
  /**
   * `name:key`, the key 32 bytes in base64. New documents are sealed with the first one; the others
   * open what was sealed before.
   */
  documentKeys: Schema.optionalWith(
    list(
      "must be name:key, the key 32 bytes in base64; several with commas between them",
      DocumentKey,
      readDocumentKey
    ),
    { exact: true, default: () => [] }
  ),
  /** Bytes of the largest body of a send. */
  bodyLimit: Schema.optionalWith(whole(1024, 4_294_967_296), {
    exact: true,
    default: () => 100 * 1024 * 1024
  }),
  /** Networks that webhooks may be sent to although they are not public; also allows http. */
  webhookNetworks: Schema.optionalWith(
    list("must be networks such as 10.1.0.0/16, with commas between them", Schema.String, (text) =>
      isNetwork([text]) ? text : undefined
    ),
    { exact: true, default: () => [] }
  ),
  /** How long a webhook waits for its answer. */
  webhookTimeout: Schema.optionalWith(Span, { exact: true, default: () => Duration.seconds(15) }),
  /** The account of the transport `faxingcenter`. */
  upstreamClientId: optional(Text),
  upstreamClientSecret: optional(Secret),
  upstreamBaseUrl: optional(Text),
  upstreamRevision: optional(choice("2014-04-03", "2014-04-09")),
  /** Where traces, logs and metrics go by OTLP over HTTP; nowhere when absent. */
  otlpEndpoint: optional(Text),
  /** `name=value`, with commas between them. */
  otlpHeaders: optional(Secret)
})
export interface GatewaySettings extends Schema.Schema.Type<typeof GatewaySettings> {}

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

export const settingNames: ReadonlyArray<SettingName> = Object.keys(GatewaySettings.fields).filter(
  isSettingName
)

export const variableOf = (name: SettingName): string =>
  otherVariables[name] ??
  variablePrefix + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

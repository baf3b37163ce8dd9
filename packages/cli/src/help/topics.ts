import { describeSettings } from "@faxingcenter/gateway/settings"
import { definitions, wrapped } from "../args/helpText.js"
import { exitCodeMeanings } from "../exitCodes.js"
import { jsonShapes } from "./jsonShapes.js"

const paragraphs = (...parts: ReadonlyArray<string>) =>
  `${parts.map((part) => (part.startsWith("  ") ? part : wrapped(part).join("\n"))).join("\n\n")}\n`

/** What the command takes from the environment. */
export const variables: ReadonlyArray<readonly [string, string]> = [
  ["FAXINGCENTER_BASE_URL", "Base address (default https://api.faxingcenter.com)"],
  ["FAXINGCENTER_CLIENT_ID", "Client id"],
  ["FAXINGCENTER_CLIENT_SECRET", "Client secret"],
  ["FAXINGCENTER_REVISION", "Wire revision, 2014-04-03 (default) or 2014-04-09"],
  ["FAXINGCENTER_PROFILE", "Profile to use instead of the current one"],
  ["FAXINGCENTER_COUNTRY", "Default country for numbers, two letters: US, DE"],
  ["FAXINGCENTER_NO_CACHE", "If set, do not store compiled code in the cache folder"],
  [
    "HTTP_PROXY, HTTPS_PROXY, NO_PROXY",
    "Proxy for requests, and the hosts to reach without it; also in lower case"
  ],
  ["NO_COLOR", "If set, print without colour. Output to a pipe is never coloured"]
]

const settings = describeSettings()

const settingDefinitions = definitions(
  settings.map(({ about, default: fallback, name }) => [
    name,
    `${about}${fallback === undefined ? "" : ` (default ${fallback})`}`
  ])
)

/** Settings whose variables cannot be guessed from their names. */
const otherVariables = settings
  .filter(({ variable }) => !variable.startsWith("FAXINGCENTER_GATEWAY_"))
  .map(({ name, variable }) => `${name} is ${variable}`)
  .join(", ")

/** What `fax help TOPIC` prints, and what each topic is about. */
export const topics: Readonly<Record<string, { readonly about: string; readonly text: string }>> = {
  "exit-codes": {
    about: "What each exit code means",
    text: paragraphs(
      "Exit codes",
      definitions(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning] as const))
    )
  },
  environment: {
    about: "Variables and files that fax reads",
    text: paragraphs(
      "Variables take precedence over what fax login stored; --profile takes precedence over both.",
      definitions(variables),
      "Files:",
      definitions([
        [
          "credentials.json",
          "In $XDG_CONFIG_HOME/faxingcenter or ~/.config/faxingcenter, readable by its owner only (0600). fax rejects a file that others can read."
        ],
        [
          "compiled code",
          "In $XDG_CACHE_HOME/faxingcenter or ~/.cache/faxingcenter. Makes fax start faster, and can be deleted at any time."
        ]
      ])
    )
  },
  settings: {
    about: "Settings of a gateway (fax serve), in a file or in the environment",
    text: paragraphs(
      "Flags take precedence over the environment, and the environment over the --config file, which is YAML or JSON. With an invalid value or an unknown name, the gateway does not start.",
      `In the environment, deadlineAfter is FAXINGCENTER_GATEWAY_DEADLINE_AFTER, and so on, except that ${otherVariables}.`,
      settingDefinitions
    )
  },
  json: {
    about: "What --json prints",
    text: paragraphs(
      "With --json, a command prints one JSON object on stdout, or an error as one line of JSON on stderr. Unknown values are absent, never empty. New members may be added, but none is removed or changes its type.",
      definitions(jsonShapes),
      'The status of a message is "processing", "delivered" or "failed"; a row of a broadcast can also be "refused", "unknown" or "unsent". Dates are ISO 8601 in UTC; tables show local time with its offset. In the list of keys, an entry without a name counts unencrypted data.',
      "The kind of an error is its name (UsageError, InvalidNumber, RateLimited and so on), and exitCode is the exit code of fax. OutcomeUnknown also has numbers, since and findOut (the search that finds out); StillProcessing has sendId and pending."
    )
  },
  numbers: {
    about: "How to write fax numbers",
    text: paragraphs(
      "Plain digits, like 13862345678 or 018555808797, are sent exactly as they are.",
      "Other notations are parsed: +49 30 901820, +1 (386) 234-5678. A number without a country code needs --country US or FAXINGCENTER_COUNTRY. fax shows how it understood the number and sends the digits with the country code first.",
      "The numbers 1500555xxxx are reserved for tests. In fax mock they have fixed outcomes (0001 delivers, 0002 is busy, and so on). fax refuses to send to them if a real line would be dialled."
    )
  },
  broadcast: {
    about: "How to send to the recipients in a CSV file, and resume",
    text: paragraphs(
      "fax broadcast order.pdf --csv recipients.csv --wait sends every row of the file its own fax, several at a time (--concurrency).",
      "The first row names the columns; a file with nothing but numbers does not need it. The number is taken from a column called number, fax, fax number, to or phone, and your reference from one called reference, ref or id; --column number=HEADING and --column reference=HEADING name others. A number that appears twice gets the fax once. Rows without a valid number stop the broadcast before anything is sent, unless --skip-invalid leaves them out.",
      "Every attempt is recorded in a journal next to the CSV file before its request is sent. After Ctrl-C, a crash or a power cut, run the same command again: it continues and sends to no one twice. An attempt without an outcome is first looked up by number and time, and resent only if the service does not have it, after 10 seconds at the earliest. To send everything again, delete the journal.",
      "Failed rows are written to a CSV file with the same columns and the reason, which --csv accepts as it is."
    )
  },
  dates: {
    about: "How to write dates",
    text: paragraphs(
      definitions([
        ["now, today, yesterday", "today and yesterday are whole days of your time zone"],
        ["-30m, -2h, -7d, -1w", "that long ago"],
        [
          "2014-04-30, 04/30/2014",
          "the whole day in your time zone (with slashes, the month comes first)"
        ],
        ["2014-04-08T17:26:25-04:00", "a point in time; Z means UTC, no offset means local time"]
      ])
    )
  }
}

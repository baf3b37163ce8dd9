import { describeSettings } from "@faxingcenter/gateway"
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
  ["FAXINGCENTER_PROFILE", "The profile to use instead of the current one"],
  ["FAXINGCENTER_COUNTRY", "Country of numbers written without one, two letters: US, DE"],
  ["FAXINGCENTER_NO_CACHE", "Set: keep no compiled code in the cache folder"],
  ["NO_COLOR", "Set: no colour. In a pipe there is never any"]
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
    about: "What each exit code says",
    text: paragraphs(
      "Exit codes",
      definitions(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning] as const))
    )
  },
  environment: {
    about: "Variables and files that fax reads",
    text: paragraphs(
      "Variables win over what fax login stored; a profile named with --profile wins over both.",
      definitions(variables),
      "Files:",
      definitions([
        [
          "credentials.json",
          "In $XDG_CONFIG_HOME/faxingcenter or ~/.config/faxingcenter, for its owner alone (0600). fax refuses one that others can read."
        ],
        [
          "compiled code",
          "In $XDG_CACHE_HOME/faxingcenter or ~/.cache/faxingcenter, so that fax starts faster. May be deleted at any time."
        ]
      ])
    )
  },
  settings: {
    about: "What a gateway (fax serve) can be told, in a file and in the environment",
    text: paragraphs(
      "A flag comes before the environment, and that before the file of --config, which is YAML or JSON. A mistake in one, or a name that is no setting, stops the gateway before it starts.",
      `In the environment, deadlineAfter is FAXINGCENTER_GATEWAY_DEADLINE_AFTER, and so on; but ${otherVariables}.`,
      settingDefinitions
    )
  },
  json: {
    about: "What --json prints",
    text: paragraphs(
      "With --json a command prints one JSON object on stdout, and an error one line of JSON on stderr. What is not known yet is absent, never empty. New members may come; none goes away or changes its type.",
      definitions(jsonShapes),
      'The status of a message is "processing", "delivered" or "failed"; that of a row of a broadcast also "refused", "unknown" or "unsent". Dates are ISO 8601, in UTC; what people read is in their own time, with its offset. A key without a name is no key: what it seals is not sealed.',
      "The kind of an error is its name (UsageError, InvalidNumber, RateLimited and so on) and exitCode the code that fax ends with. With OutcomeUnknown, numbers, since and findOut (the search that finds out) are there; with StillProcessing, sendId and pending."
    )
  },
  numbers: {
    about: "How fax numbers are understood",
    text: paragraphs(
      "Plain digits, like 13862345678 or 018555808797, are sent exactly as they are.",
      "Anything else is read as people write numbers: +49 30 901820, +1 (386) 234-5678. A number without a country code needs --country US, or FAXINGCENTER_COUNTRY. fax shows how it understood such a number, and sends its digits with the country code first.",
      "The numbers 1500555xxxx belong to nobody: fax mock gives them fixed fates (0001 is delivered, 0002 is busy, and so on), and fax refuses to send to them where it would really dial."
    )
  },
  broadcast: {
    about: "How to send to many from a CSV file, and go on after a stop",
    text: paragraphs(
      "fax broadcast order.pdf --csv recipients.csv --wait sends the documents to every row of the file, each as a fax of its own, some at a time (--concurrency).",
      "The first row names the columns; a file of numbers alone may do without. The number is taken from a column called number, fax, fax number, to or phone, and your reference from one called reference, ref or id; --column number=HEADING and --column reference=HEADING name others. A number that comes twice gets the fax once. Rows without a valid number stop the broadcast before anything is sent, unless --skip-invalid leaves them out.",
      "Every attempt is written to a journal, beside the CSV file, before its request leaves. After Ctrl-C, a crash or a power cut, run the same command again: it goes on, and sends to nobody twice. An attempt without an outcome is looked up first, by its number and its time, and repeated only when the service does not have it, 10 seconds later at the earliest. Delete the journal to send it all again.",
      "Rows that failed are written to a CSV file with the same columns and the reason, which can be given to --csv as it is."
    )
  },
  dates: {
    about: "How dates are written",
    text: paragraphs(
      definitions([
        ["now, today, yesterday", "today and yesterday are whole days of your time zone"],
        ["-30m, -2h, -7d, -1w", "so long ago"],
        ["2014-04-30, 04/30/2014", "the whole day, of your time zone (month first with slashes)"],
        ["2014-04-08T17:26:25-04:00", "a moment; with Z it is UTC, without an offset local time"]
      ])
    )
  }
}

import { Auth, defaultBaseUrl, defaultRevision, Revision } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { checkedCountry } from "../input/faxNumber.js"
import { changeCredentials, credentialsPath, type Profile } from "../settings/CredentialsFile.js"
import { provideClient } from "../settings/client.js"
import { checkedBaseUrl, variable } from "../settings/connection.js"
import { ask, firstLineOfStdin } from "../terminal/ask.js"
import { printJson, tellLine } from "../terminal/output.js"
import { isTerminal } from "../terminal/style.js"
import { UsageError } from "../UsageError.js"

const profile = Flag.text("profile", "NAME", {
  summary: "Store under this name (default: default); the profile becomes the current one"
})
const clientId = Flag.text("client-id", "ID", { summary: "Client id (default: prompt for it)" })
const secretStdin = Flag.toggle("secret-stdin", {
  summary: "Read the client secret from the first line of stdin"
})
const baseUrl = Flag.text("base-url", "URL", {
  summary: `Base address (default ${defaultBaseUrl})`
})
const revision = Flag.choice("revision", "DATE", {
  summary: `Wire revision (default ${defaultRevision})`,
  choices: Revision.literals
})
const country = Flag.text("country", "CC", {
  summary: "Default country for numbers, two letters"
})
const noCheck = Flag.toggle("no-check", {
  summary: "Store the credentials without checking them"
})

const canAsk = () => isTerminal.stdin() && isTerminal.stderr()

const secretFrom = (fromStdin: boolean) =>
  fromStdin
    ? firstLineOfStdin
    : canAsk()
      ? ask("Client secret: ", { hidden: true })
      : Effect.fail(
          new UsageError({
            message:
              "the secret is asked for in a terminal; in a script pipe it in with --secret-stdin"
          })
        )

const nonEmpty = (what: string, given: string) =>
  given.trim() === ""
    ? Effect.fail(new UsageError({ message: `the ${what} is empty` }))
    : Effect.succeed(given)

export const login = defineCommand({
  name: "login",
  summary: "Store credentials",
  details:
    "Checks the credentials, then stores them in a file that only you can read. The secret is never read from the command line, where others could see it.",
  flags: { profile, clientId, secretStdin, baseUrl, revision, country, noCheck, json: jsonFlag },
  examples: [
    { line: "fax login", does: "Ask for everything" },
    {
      line: "fax login --client-id demo --secret-stdin < secret.txt",
      does: "From a script"
    },
    {
      line: "fax login --profile mock --base-url http://127.0.0.1:8025",
      does: "A second account, used with --profile mock"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const name = given.profile ?? "default"
      const givenId = given.clientId
      if (givenId === undefined && !canAsk()) {
        return yield* new UsageError({ message: "whose credentials? Give --client-id ID" })
      }
      const id = yield* nonEmpty("client id", givenId ?? (yield* ask("Client id: ")))
      const secret = yield* nonEmpty("client secret", yield* secretFrom(given.secretStdin))
      // The secret goes where every other command would go.
      const address = given.baseUrl ?? variable("BASE_URL")
      const wireRevision = given.revision
      const home = given.country
      const account: Profile = {
        clientId: id,
        clientSecret: secret,
        ...(address === undefined ? {} : { baseUrl: yield* checkedBaseUrl(address) }),
        ...(wireRevision === undefined ? {} : { revision: wireRevision }),
        ...(home === undefined ? {} : { country: yield* checkedCountry(home) })
      }
      if (!given.noCheck) {
        const credentials = { ...account, clientSecret: Redacted.make(secret) }
        yield* Effect.flatMap(Auth, (service) => service.authenticate(credentials)).pipe(
          provideClient(credentials)
        )
      }
      yield* changeCredentials((stored) =>
        Effect.succeed({
          next: { current: name, profiles: { ...stored?.profiles, [name]: account } },
          result: undefined
        })
      )
      const where = account.baseUrl ?? defaultBaseUrl
      if (given.json) {
        yield* printJson({ profile: name, clientId: id, baseUrl: where, path: credentialsPath() })
      } else {
        yield* tellLine(`Logged in to ${where} as ${id} (profile ${name}, in ${credentialsPath()})`)
      }
      return exitCodes.ok
    })
})

import { Auth, Send, Status } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type ContractCase, check, failsWith } from "../ContractCase.js"
import { hook, Target } from "../Target.js"
import { letter, sendLetter } from "./fixtures.js"

export const authCases: ReadonlyArray<ContractCase> = [
  {
    name: "credentials give a token that lives for a while",
    needs: [],
    run: Effect.gen(function* () {
      const { credentials } = yield* Target
      const { expiresIn, token } = yield* (yield* Auth).authenticate(credentials)
      yield* check("the token", Redacted.value(token).length > 0, "", "not empty")
      const seconds = Duration.toSeconds(expiresIn)
      yield* check("expires_in", seconds > 0 && seconds <= 3600, seconds, "1 to 3600 seconds")
    })
  },
  {
    name: "each authentication makes a new token",
    needs: [],
    run: Effect.gen(function* () {
      const { credentials } = yield* Target
      const auth = yield* Auth
      const first = yield* auth.authenticate(credentials)
      const second = yield* auth.authenticate(credentials)
      const same = Redacted.value(first.token) === Redacted.value(second.token)
      yield* check("two tokens", !same, "the same", "different ones")
    })
  },
  {
    name: "a wrong secret is refused as invalid_client",
    needs: [],
    run: Effect.gen(function* () {
      const { credentials } = yield* Target
      const wrong = { ...credentials, clientSecret: Redacted.make("not the secret") }
      const error = yield* failsWith(
        "a wrong secret",
        (yield* Auth).authenticate(wrong),
        "Unauthorized"
      )
      yield* check("the reason", error.reason === "invalid_client", error.reason, "invalid_client")
    })
  },
  {
    name: "an older token stays valid beside a newer one, and an unknown one is refused",
    needs: ["introspection"],
    run: Effect.gen(function* () {
      const { credentials } = yield* Target
      const clientOf = yield* hook("clientOf")
      const auth = yield* Auth
      const first = yield* auth.authenticate(credentials)
      yield* auth.authenticate(credentials)
      const client = yield* clientOf(first.token)
      yield* check(
        "its owner",
        client.clientId === credentials.clientId,
        client.clientId,
        credentials.clientId
      )
      const error = yield* failsWith(
        "an unknown token",
        clientOf(Redacted.make("0".repeat(44))),
        "Unauthorized"
      )
      yield* check("the reason", error.reason === "invalid_token", error.reason, "invalid_token")
    })
  },
  {
    name: "a token that expires in mid-work is renewed, for reads and for sends",
    needs: ["renewal"],
    run: Effect.gen(function* () {
      const expireTokens = yield* hook("expireTokens")
      const { sendId } = yield* sendLetter()
      yield* expireTokens
      yield* (yield* Status).ofSend(sendId)
      yield* expireTokens
      const { numbers } = yield* Target
      yield* Send.submit({
        recipients: [{ number: numbers.delivered }],
        documents: [letter]
      })
    })
  }
]

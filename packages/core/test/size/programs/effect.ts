import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Document, FaxClient, FaxNumber, Send } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const Fax = FaxClient.layer({ clientId: "demo", clientSecret: Redacted.make("demo") }).pipe(
  Layer.provide(FetchHttpClient.layer)
)
const send = Send.submit({
  recipients: [{ number: FaxNumber.make("018555808797") }],
  documents: [Document.fromBytes("hello.txt", new TextEncoder().encode("Hello fax"))]
})
await Effect.runPromise(Effect.provide(send, Fax))

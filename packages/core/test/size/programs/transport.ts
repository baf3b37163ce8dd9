import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"

await Effect.runPromise(
  HttpClient.get("http://127.0.0.1").pipe(Effect.provide(FetchHttpClient.layer))
)

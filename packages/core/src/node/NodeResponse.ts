import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { RawAnswer } from "./Direct.js"

const utf8 = new TextDecoder()

/** An answer that has been read already, as `HttpClient` gives it. */
export class NodeResponse
  extends Inspectable.Class
  implements HttpClientResponse.HttpClientResponse
{
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly remoteAddress = Option.none()

  constructor(
    readonly request: HttpClientRequest.HttpClientRequest,
    private readonly answer: RawAnswer
  ) {
    super()
  }

  get status(): number {
    return this.answer.status
  }

  get headers(): Headers.Headers {
    return Headers.unsafeFromRecord(this.answer.headers)
  }

  get cookies(): Cookies.Cookies {
    return Cookies.fromSetCookie(this.answer.headers["set-cookie"] ?? [])
  }

  get stream(): Stream.Stream<Uint8Array> {
    return Stream.make(this.answer.body)
  }

  get text(): Effect.Effect<string> {
    return Effect.sync(() => utf8.decode(this.answer.body))
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer> {
    return Effect.sync(() => this.answer.body.slice().buffer)
  }

  get json(): Effect.Effect<unknown, HttpClientError.ResponseError> {
    return this.decoded((text): unknown => (text === "" ? null : JSON.parse(text)))
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError> {
    return this.decoded((text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get formData(): Effect.Effect<FormData, HttpClientError.ResponseError> {
    return Effect.fail(this.notDecoded("this client does not read forms"))
  }

  override toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  private notDecoded(cause: unknown) {
    return new HttpClientError.ResponseError({
      request: this.request,
      response: this,
      reason: "Decode",
      cause
    })
  }

  private decoded<A>(decode: (text: string) => A) {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({ try: () => decode(text), catch: (cause) => this.notDecoded(cause) })
    )
  }
}

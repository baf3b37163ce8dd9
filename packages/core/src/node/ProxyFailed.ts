/** A proxy did not carry a request. `code` is the system's where there is one; the message never has its password. */
export class ProxyFailed extends Error {
  override readonly name = "ProxyFailed"
  constructor(
    message: string,
    readonly code: string,
    cause?: unknown
  ) {
    super(message, { cause })
  }

  /** It answered for itself, so the request has not left it. */
  static refused(proxy: URL, status: number | undefined): ProxyFailed {
    const why =
      status !== 407
        ? "refused the connection"
        : proxy.username === ""
          ? "wants a user name and a password; give them in its address, http://USER:PASSWORD@HOST:PORT"
          : "did not accept the user name and the password in its address"
    return new ProxyFailed(`the proxy ${proxy.host} ${why} (HTTP ${status})`, "ERR_PROXY_REFUSED")
  }

  /** The connection to it broke, or never came about. */
  static broken(proxy: URL, cause: unknown): ProxyFailed {
    const code =
      cause instanceof Error && "code" in cause ? String(cause.code) : "the connection broke"
    return new ProxyFailed(`the proxy ${proxy.host} failed: ${code}`, code, cause)
  }
}

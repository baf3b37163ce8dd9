const certificate =
  "Node does not trust its certificate; name the authority that signed it in NODE_EXTRA_CA_CERTS"

/** What to look at when a connection fails with a code of the system. */
const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; is the address right, and the service running?",
  ENOTFOUND: "the host has no address; is its name right, and is there a network?",
  EAI_AGAIN: "the name of the host cannot be looked up now; is there a network?",
  EHOSTUNREACH: "there is no way to that host; is there a network?",
  ENETUNREACH: "there is no way to that host; is there a network?",
  ETIMEDOUT: "the host does not answer",
  EPROTO: "it does not speak TLS; should the address begin with http:// ?",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: certificate,
  SELF_SIGNED_CERT_IN_CHAIN: certificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate
}

/** A hint for an error code, where there is one. A server of TLS resets what does not speak it. */
export const connectionHint = (code: string, address: string): string | undefined =>
  code === "ECONNRESET" && address.startsWith("http://")
    ? "the connection broke; if it speaks TLS, the address begins with https://"
    : hints[code]

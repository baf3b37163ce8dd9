const certificate =
  "Node does not trust its certificate; set NODE_EXTRA_CA_CERTS to the certificate of the authority that signed it"

/** What to look at when a connection fails with a code of the system. */
const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; is the address right, and is the service running?",
  ENOTFOUND: "the host name has no address; is the name right, and is the network up?",
  EAI_AGAIN: "the host name cannot be looked up now; is the network up?",
  EHOSTUNREACH: "there is no route to that host; is the network up?",
  ENETUNREACH: "there is no route to that host; is the network up?",
  ETIMEDOUT: "the host does not answer",
  EPROTO: "it does not use TLS; should the address begin with http:// ?",
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
    ? "the connection broke; if the service uses TLS, the address must begin with https://"
    : hints[code]

/** The members of bodies, by what they mean, for whoever looks at a body without decoding it. */
export const members = {
  token: {
    clientId: "client_id",
    clientSecret: "client_secret",
    grantType: "grant_type",
    accessToken: "access_token"
  },
  send: {
    recipients: "receipients",
    documents: "documents",
    reference: "reference",
    /** Of a recipient: it tells the revision. */
    number: { "2014-04-03": "send_to", "2014-04-09": "fax_number" },
    fileName: "file_name",
    fileData: "file_data",
    order: "order"
  },
  /** Of the answer to a send: its send id. */
  sendId: { "2014-04-03": "request_reference", "2014-04-09": "sid" }
} as const

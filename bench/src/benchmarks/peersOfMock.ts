import { readdirSync, writeFileSync } from "node:fs"
import { cacheFolder, program, root } from "../folder.js"
import { peerFolder } from "../peers.js"
import type { Program } from "../Server.js"

const id = "0123456789abcdef0123456789abcdef"
const token = { access_token: id, expires_in: 3600, token_type: "Bearer" }
const receipt = {
  request_reference: id,
  request_status: "1",
  result: {
    receipient_count: 1,
    document_count: 1,
    result: [{ reference: id, send_to: "018555808797", status: "1" }]
  }
}

const prism = (isSilent: boolean): Program => ({
  who: isSilent ? "Prism, silent" : "Prism",
  command: [
    process.execPath,
    `${peerFolder("prism")}/node_modules/.bin/prism`,
    "mock",
    `${root}docs/reference/openapi.json`,
    "--port",
    "{port}",
    ...(isSilent ? ["--verboseLevel", "silent"] : [])
  ]
})

const wiremock = (): Program => {
  const folder = cacheFolder("wiremock/mappings")
  const mapping = (url: string, status: number, body: unknown) => ({
    request: { method: "POST", url },
    response: {
      status,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body)
    }
  })
  writeFileSync(`${folder}/oauth.json`, JSON.stringify(mapping("/oauth", 200, token)))
  writeFileSync(`${folder}/send.json`, JSON.stringify(mapping("/api/rest/fax/send", 201, receipt)))
  const jars = `${peerFolder("wiremock")}/node_modules/wiremock/build`
  const jar = readdirSync(jars).find((name) => name.endsWith(".jar"))
  return {
    who: "WireMock",
    command: [
      "java",
      "-jar",
      `${jars}/${jar}`,
      "--port",
      "{port}",
      "--root-dir",
      cacheFolder("wiremock"),
      "--no-request-journal"
    ]
  }
}

const jsonServer = (): Program => {
  const folder = cacheFolder("json-server")
  writeFileSync(`${folder}/db.json`, JSON.stringify({ faxes: [], tokens: [] }))
  writeFileSync(
    `${folder}/routes.json`,
    JSON.stringify({ "/api/rest/fax/send": "/faxes", "/oauth": "/tokens" })
  )
  return {
    who: "json-server",
    command: [
      process.execPath,
      `${peerFolder("json-server")}/node_modules/.bin/json-server`,
      "--quiet",
      "--port",
      "{port}",
      "--routes",
      `${folder}/routes.json`,
      `${folder}/db.json`
    ]
  }
}

const mockoon = (): Program => {
  const route = (endpoint: string, statusCode: number, body: unknown) => ({
    uuid: endpoint,
    type: "http",
    documentation: "",
    method: "post",
    endpoint,
    responses: [
      {
        uuid: `${endpoint}-answer`,
        body: JSON.stringify(body),
        latency: 0,
        statusCode,
        label: "",
        headers: [{ key: "Content-Type", value: "application/json" }],
        bodyType: "INLINE",
        filePath: "",
        databucketID: "",
        sendFileAsBody: false,
        rules: [],
        rulesOperator: "OR",
        disableTemplating: true,
        fallbackTo404: false,
        default: true,
        crudKey: "id",
        callbacks: []
      }
    ],
    responseMode: null,
    streamingMode: null,
    streamingInterval: 0
  })
  const file = `${cacheFolder("mockoon")}/environment.json`
  writeFileSync(
    file,
    JSON.stringify({
      uuid: "bench",
      lastMigration: 33,
      name: "bench",
      endpointPrefix: "",
      latency: 0,
      port: 3000,
      hostname: "127.0.0.1",
      folders: [],
      routes: [route("oauth", 200, token), route("api/rest/fax/send", 201, receipt)],
      rootChildren: [
        { type: "route", uuid: "oauth" },
        { type: "route", uuid: "api/rest/fax/send" }
      ],
      proxyMode: false,
      proxyHost: "",
      proxyRemovePrefix: false,
      tlsOptions: { enabled: false, type: "CERT" },
      cors: false,
      headers: [],
      proxyReqHeaders: [],
      proxyResHeaders: [],
      data: [],
      callbacks: []
    })
  )
  return {
    who: "Mockoon",
    command: [
      process.execPath,
      `${peerFolder("mockoon")}/node_modules/.bin/mockoon-cli`,
      "start",
      "--data",
      file,
      "--port",
      "{port}",
      "--disable-log-to-file",
      "--disable-admin-api"
    ]
  }
}

/** How each of the mocks that people would use instead is started; installed when it is asked for. */
export const peersOfMock: Readonly<Record<string, () => Program>> = {
  Prism: () => prism(false),
  "Prism, silent": () => prism(true),
  Mockoon: mockoon,
  WireMock: wiremock,
  msw: () => ({
    who: "msw",
    command: [process.execPath, program("msw.mjs"), "{port}"],
    cwd: peerFolder("msw")
  }),
  "json-server": jsonServer
}

import { spawnSync } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { cacheFolder } from "./folder.js"

/** What people would use instead, in exact versions. They are installed when they are first measured, and not before. */
const versions = {
  prism: { "@stoplight/prism-cli": "5.14.2" },
  mockoon: { "@mockoon/cli": "9.3.0" },
  wiremock: { wiremock: "3.13.2" },
  msw: { msw: "2.11.5", "@mswjs/http-middleware": "0.10.3" },
  "json-server": { "json-server": "0.17.4" },
  clients: { stripe: "19.1.0", undici: "7.16.0", openai: "6.3.0", got: "14.4.9" },
  queues: { "pg-boss": "10.3.3" }
} as const

export type Peer = keyof typeof versions

/** All of them, with their versions. */
export const peerVersions = (): string =>
  Object.values(versions)
    .flatMap((packages) => Object.entries(packages))
    .map(([name, version]) => `${name} ${version}`)
    .join(", ")

/** Installs a peer into a folder of its own, and gives it. */
export const peerFolder = (peer: Peer): string => {
  const folder = cacheFolder(`peers/${peer}`)
  const manifest = { private: true, dependencies: versions[peer] }
  const stamp = `${folder}/installed.json`
  if (existsSync(stamp)) return folder
  writeFileSync(`${folder}/package.json`, JSON.stringify(manifest))
  const { status, stderr } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--silent"], {
    cwd: folder,
    encoding: "utf8",
    timeout: 300_000
  })
  if (status !== 0) throw new Error(`${peer} cannot be installed: ${stderr.slice(0, 300)}`)
  writeFileSync(stamp, JSON.stringify(manifest))
  return folder
}

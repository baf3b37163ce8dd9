// Bundles the fax command: dist/fax.js, a small launcher that answers --version and --help by itself, and
// beside it dist/main.js, the script that runs any command, and three that start sooner (see src/start/startMain.ts):
// dist/client.js runs the commands that are no server, dist/server.js runs the gateway, dist/mock.js the mock.
import { createHash } from "node:crypto"
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { noticesOf } from "./notices.mjs"

const at = (path) => new URL(path, import.meta.url)
const { dependencies, version } = JSON.parse(await readFile(at("package.json"), "utf8"))
const external = Object.keys(dependencies)

/** `node:https` takes 4 ms to load and plain addresses do not need it: this loads it when it is called. */
const lazyHttps = {
  name: "lazy-https",
  setup(build) {
    build.onResolve({ filter: /^node:https$/ }, ({ path }) => ({ path, namespace: "lazy" }))
    build.onLoad({ filter: /.*/, namespace: "lazy" }, () => ({
      contents: `
        const https = () => process.getBuiltinModule("node:https")
        export const request = (...given) => https().request(...given)
        export const Agent = function (...given) { return new (https().Agent)(...given) }`
    }))
  }
}

/** The HTTP adapter asks of every request whether it came over HTTP/2, which no server here speaks: 6 ms to load. */
const noHttp2 = {
  name: "no-http2",
  setup(build) {
    build.onResolve({ filter: /^(node:)?http2$/ }, ({ path }) => ({ path, namespace: "no-http2" }))
    build.onLoad({ filter: /.*/, namespace: "no-http2" }, () => ({
      contents: `
        export const constants = {}
        export class Http2ServerRequest {}`
    }))
  }
}

/** `fax mcp` speaks JSON; the other encoding that its library offers brings native code. */
const noMessagePack = {
  name: "no-message-pack",
  setup(build) {
    build.onResolve({ filter: /^msgpackr$/ }, ({ path }) => ({ path, namespace: "none" }))
    build.onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "module.exports = {}" }))
  }
}

/** Waits while it loads, as only modules can: the launcher loads it, and the main script is given it. */
const givenPackages = {
  name: "given-packages",
  setup(build) {
    build.onResolve({ filter: /^harfbuzzjs$/ }, ({ path }) => ({ path, namespace: "given" }))
    build.onLoad({ filter: /.*/, namespace: "given" }, ({ path }) => ({
      contents: `module.exports = packages[${JSON.stringify(path)}]`
    }))
  }
}

const folder = fileURLToPath(at("."))

const bundled = async (entry, options = {}) => {
  const { metafile, outputFiles } = await build({
    entryPoints: [fileURLToPath(at(entry))],
    absWorkingDir: folder,
    metafile: true,
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    legalComments: "none",
    // What has native code or files of its own stays a package, and is loaded when it is used.
    external,
    define: { "import.meta.url": "fileUrl", VERSION: JSON.stringify(version) },
    plugins: [lazyHttps],
    ...options
  })
  return { text: outputFiles[0].text, metafile }
}

const evaluated = (source) => {
  const module = { exports: {} }
  new Function("require", "module", "exports", source)(
    createRequire(import.meta.url),
    module,
    module.exports
  )
  return module.exports
}

const { clientNames, makeAnswers } = evaluated((await bundled("src/makeAnswers.ts")).text)
const script = (entry) =>
  bundled(entry, {
    plugins: [lazyHttps, noHttp2, noMessagePack, givenPackages],
    // The scripts are no modules and cannot import: what stays outside of them is required.
    supported: { "dynamic-import": false }
  })
const client = await script("src/client.ts")
const mock = await script("src/mock.ts")
const server = await script("src/server.ts")
const main = await script("src/main.ts")
const launcher = await bundled("src/bin.ts", {
  define: {
    ANSWERS: JSON.stringify(await makeAnswers(version)),
    BUILD: JSON.stringify(
      createHash("sha256")
        .update(client.text)
        .update(mock.text)
        .update(server.text)
        .update(main.text)
        .digest("hex")
        .slice(0, 16)
    ),
    CLIENT_COMMANDS: JSON.stringify(clientNames)
  }
})

await mkdir(at("dist/"), { recursive: true })
// CommonJS, because it starts 5 ms faster than a module.
await writeFile(at("dist/package.json"), '{ "type": "commonjs" }\n')
await writeFile(at("dist/fax.js"), `#!/usr/bin/env node\n${launcher.text}`)
for (const [file, { text }] of Object.entries({ client, mock, server, main })) {
  await writeFile(
    at(`dist/${file}.js`),
    `(function (require, module, exports, fileUrl, packages) {${text}})\n`
  )
}
await writeFile(
  at("dist/NOTICES.txt"),
  noticesOf(
    [launcher, client, mock, server, main].map(({ metafile }) => metafile),
    folder
  )
)
await chmod(at("dist/fax.js"), 0o755)
await rm(at("dist/.tsbuildinfo"), { force: true })
for (const [file, { text }] of Object.entries({ fax: launcher, client, mock, server, main })) {
  console.log(`dist/${file}.js ${Math.round(text.length / 1024)} KB`)
}

import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { afterAll, describe, expect, it } from "vitest"
import { root } from "./documents.js"

const read = (path: string) => readFileSync(`${root}/${path}`, "utf8")
const rules = "deploy/prometheus/fax-gateway.rules.yml"
const dashboard = "deploy/grafana/fax-gateway.json"

const folder = mkdtempSync(`${tmpdir()}/deploy-`)
afterAll(() => rmSync(folder, { recursive: true }))

/** Whether a program is here; if not, it is said what is not checked for the lack of it. */
const has = (program: string, ...args: ReadonlyArray<string>) => {
  const isThere = spawnSync(program, [...args]).error === undefined
  if (!isThere) console.warn(`skipped: what ${program} checks; it is not installed`)
  return isThere
}

const run = (program: string, args: ReadonlyArray<string>) => {
  const { status, stderr, stdout } = spawnSync(program, [...args], { encoding: "utf8" })
  return { status, said: `${stdout}${stderr}` }
}

describe("what goes with a gateway in production", () => {
  it("names only metrics that there are", () => {
    // A test of the routes holds the reference to what /metrics says.
    const named = [...read("docs/reference/metrics.md").matchAll(/^\| `(fax_\w+)`/gm)].map(
      ([, name]) => name
    )
    expect(named.length).toBeGreaterThan(15)
    for (const file of [rules, dashboard]) {
      const used = [...read(file).matchAll(/\bfax_\w+/g)].map(([name]) =>
        name.replace(/_(bucket|count|sum)$/, "")
      )
      expect(used.length).toBeGreaterThan(10)
      expect([file, used.filter((name) => !named.includes(name))]).toEqual([file, []])
    }
  })

  it.skipIf(!has("promtool", "--version"))("has rules that Prometheus takes", () => {
    expect(run("promtool", ["check", "rules", `${root}/${rules}`])).toMatchObject({
      status: 0,
      said: expect.stringContaining("15 rules found")
    })
  })

  it("has a dashboard whose panels have titles, and do not lie on each other", () => {
    interface Panel {
      readonly title: string
      readonly gridPos: { readonly x: number; readonly y: number; readonly w: number }
    }
    const { panels }: { readonly panels: ReadonlyArray<Panel> } = JSON.parse(read(dashboard))
    expect(panels.filter(({ title }) => title === "")).toEqual([])
    const places = panels.flatMap(({ gridPos: { w, x, y } }) =>
      Array.from({ length: w }, (_, i) => `${x + i},${y}`)
    )
    expect(new Set(places).size).toBe(places.length)
  })

  it.skipIf(!has("promtool", "--version"))("asks Prometheus nothing that it cannot read", () => {
    const asked = [...read(dashboard).matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, text = ""]) => String(JSON.parse(text)).replaceAll(/\$__\w+/g, "5m")
    )
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter((expr) => expr.includes("$"))).toEqual([])
    // As rules, since promtool checks no expression by itself.
    const file = `${folder}/dashboard.rules.yml`
    const rulesOf = (exprs: ReadonlyArray<string>) =>
      JSON.stringify({
        groups: [{ name: "g", rules: exprs.map((expr, i) => ({ record: `panel:${i}`, expr })) }]
      })
    writeFileSync(file, rulesOf(asked))
    expect(run("promtool", ["check", "rules", file])).toMatchObject({ status: 0 })
    writeFileSync(file, rulesOf([...asked, "sum by (fax_lines"]))
    expect(run("promtool", ["check", "rules", file])).toMatchObject({ status: 1 })
  })

  it.skipIf(!has("systemd-analyze", "--version"))("has a unit that systemd takes", () => {
    const unit = `${folder}/fax-gateway.service`
    writeFileSync(
      unit,
      read("deploy/fax-gateway.service").replace("/usr/local/bin/fax", "/bin/true")
    )
    const { said, status } = run("systemd-analyze", ["verify", unit])
    expect([status, said.split("\n").filter((line) => line.includes(unit))]).toEqual([0, []])
  })

  it.skipIf(!has("/usr/sbin/nginx", "-v"))("has a site that nginx takes", () => {
    const key = run("openssl", [
      ..."req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=fax.example.com".split(" "),
      ...["-keyout", `${folder}/site.key`, "-out", `${folder}/site.pem`]
    ])
    expect(key.status, key.said).toBe(0)
    const site = read("deploy/nginx.conf").replace(
      /\/etc\/ssl\/fax\.example\.com\.(pem|key)/g,
      `${folder}/site.$1`
    )
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`
    )
    writeFileSync(
      `${folder}/nginx.conf`,
      `pid ${folder}/pid; events {} http { access_log off; ${temporary.join(" ")} ${site} }`
    )
    const checked = run("/usr/sbin/nginx", ["-e", "stderr", "-t", "-c", `${folder}/nginx.conf`])
    expect(checked.status, checked.said).toBe(0)
  })

  it("has a container of the gateway that is not run by root, and says whether it is well", () => {
    const lines = read("deploy/Dockerfile")
      .replace(/\\\n\s*/g, "")
      .split("\n")
    const last = (word: string) => lines.findLast((line) => line.startsWith(`${word} `)) ?? ""
    expect(last("USER")).toBe("USER node")
    expect(last("HEALTHCHECK")).toContain("/readyz")
    expect(last("ENTRYPOINT")).toContain('"serve", "--host", "0.0.0.0"')
    // It is built as that of the mock, which packages/cli/test/container.test.ts looks at.
    const building = (text: string) => /^FROM [\s\S]*?(?=^FROM node:[\w.-]+$)/m.exec(text)?.[0]
    expect(building(read("deploy/Dockerfile"))).toBe(building(read("packages/cli/Dockerfile")))
    expect(read("deploy/Dockerfile.dockerignore")).toBe(
      read("packages/cli/Dockerfile.dockerignore")
    )
    expect(existsSync(`${root}/packages/cli/bundle.mjs`)).toBe(true)
  })

  it("has a health check of the gateway's container that tells well from ill", async () => {
    const words: ReadonlyArray<string> = JSON.parse(
      /HEALTHCHECK[\s\S]*?CMD (\[.*\])/.exec(read("deploy/Dockerfile"))?.[1] ?? "[]"
    )
    let status = 200
    const paths = new Set<string | undefined>()
    const server = createServer(({ url }, answer) => {
      paths.add(url)
      answer.writeHead(status).end()
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    const port = typeof address === "object" && address !== null ? String(address.port) : ""
    const [program, flag = "", code = ""] = words
    expect([program, flag, code.includes(":8080/")]).toEqual(["node", "-e", true])
    const exit = () =>
      new Promise((resolve) =>
        spawn(process.execPath, [flag, code.replace("8080", port)]).once("exit", resolve)
      )
    expect(await exit()).toBe(0)
    status = 503
    expect(await exit()).toBe(1)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect([await exit(), [...paths]]).toEqual([1, ["/readyz"]])
  })
})

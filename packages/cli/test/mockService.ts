import { afterAll, beforeAll, beforeEach } from "@effect/vitest"
import { createMockServer, type MockServer } from "@faxingcenter/mock-server"

/** A mock for the tests of a file, empty before each; `env` is what makes `fax` use it. */
export const mockService = (): {
  readonly mock: MockServer
  readonly env: Record<string, string>
} => {
  const mock = createMockServer()
  const env: Record<string, string> = {
    FAXINGCENTER_CLIENT_ID: "demo",
    FAXINGCENTER_CLIENT_SECRET: "demo"
  }
  beforeAll(async () => {
    env.FAXINGCENTER_BASE_URL = (await mock.listen()).url
  })
  beforeEach(() => mock.reset())
  afterAll(() => mock.close())
  return { mock, env }
}

import { FaxingCenter } from "@faxingcenter/core/promise"

const fax = new FaxingCenter({ clientId: "demo", clientSecret: "demo" })
await fax.send({ to: "018555808797", documents: new File(["Hello fax"], "hello.txt") })

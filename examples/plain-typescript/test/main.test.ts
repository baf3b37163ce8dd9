import { sendsAndFollows } from "../../support/sendsAndFollows.js"

sendsAndFollows(new URL("../src/main.ts", import.meta.url))

/**
 * The script of the pages, served as it is. It makes the page live, and gives it a keyboard; without
 * it everything but zoom, comparison and copying still works. It never makes markup out of texts: what
 * it puts into the page is the page itself, read anew.
 */
export const script = `"use strict"
const $ = (id) => document.getElementById(id)

// --- moments: in the time of whoever looks, with its zone
const two = (number) => String(number).padStart(2, "0")
const zoneFormat = new Intl.DateTimeFormat("en", { timeZoneName: "short" })
const zoneOf = (date) => zoneFormat.formatToParts(date).find((it) => it.type === "timeZoneName").value
const dayText = (date) => [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-")
const localText = (date) =>
  dayText(date) + " " + [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":") + " " + zoneOf(date)
const spans = [[86400, "d"], [3600, "h"], [60, "min"]]
function agoText(date, time) {
  const now = time.dataset.now ? Number(time.dataset.now) : Date.now() + Number(time.dataset.ahead ?? 0)
  const seconds = Math.round((now - date) / 1000)
  const found = spans.find(([length]) => Math.abs(seconds) >= length)
  if (!found) return "just now"
  const text = Math.floor(Math.abs(seconds) / found[0]) + " " + found[1]
  return seconds < 0 ? "in " + text : text + " ago"
}
function showMoments(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const date = new Date(time.dateTime)
    const [ago, local] = [agoText(date, time), localText(date)]
    const isAgo = time.classList.contains("ago")
    time.textContent = isAgo ? ago : local
    time.title = isAgo ? local : ago
  }
}
showMoments(document)
setInterval(() => showMoments(document), 20000)

// --- live: whatever is marked as such is replaced by what it has become
let isReading = false
let isStale = false
let isLeaving = false

async function refresh() {
  if (isLeaving) return
  if (isReading) { isStale = true; return }
  isReading = true
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } })
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
    for (const root of [document, fresh]) showMoments(root)
    const before = Number($("list")?.dataset.total)
    for (const part of document.querySelectorAll("[data-live]")) replace(part, fresh.getElementById(part.id))
    announce(Number($("list")?.dataset.total) - before)
    document.title = fresh.title
  } catch {
    // The stream says when the server is back.
  }
  isReading = false
  awaitPending()
  if (isStale) { isStale = false; setTimeout(refresh, 300) }
}

function replace(part, fresh) {
  if (!fresh || part.innerHTML === fresh.innerHTML) return
  const active = document.activeElement
  // Nobody wants a choice that is being made to be taken away.
  if (part.contains(active) && active.tagName === "SELECT" && fresh.querySelector("select")) return
  const opened = [...part.querySelectorAll("details")].map((it) => it.open)
  const at = part.scrollTop
  const id = part.contains(active) ? active.id : ""
  part.replaceChildren(...fresh.childNodes)
  part.dataset.total = fresh.dataset.total ?? ""
  part.scrollTop = at
  if (part.id !== "requests") [...part.querySelectorAll("details")].forEach((it, index) => { it.open = opened[index] ?? false })
  if (id) $(id)?.focus({ preventScroll: true })
}

// What is made in the meantime is looked for until it is there.
let wait = 0
function awaitPending() {
  clearTimeout(wait)
  if (document.querySelector("[data-live] [data-pending]")) wait = setTimeout(refresh, 1000)
}
awaitPending()

function announce(more) {
  if (more > 0) $("news").textContent = more === 1 ? "A new fax" : more + " new faxes"
}

if (document.body.dataset.events) {
  const events = new EventSource(document.body.dataset.events)
  let wasLive = false
  events.addEventListener("open", () => {
    $("live").classList.add("on"); $("live").textContent = "live"
    if (wasLive) refresh()
    wasLive = true
  })
  events.addEventListener("error", () => { $("live").classList.remove("on"); $("live").textContent = "not live" })
  events.addEventListener("change", () => { if (!document.querySelector("#requests details[open]")) refresh() })
  addEventListener("pagehide", () => events.close())
}

// --- forms: what is done to a fax is done without leaving the page, unless it goes away with it
document.addEventListener("submit", async (event) => {
  const form = event.target
  const does = event.submitter?.value
  if (form.method !== "post" || !form.closest("#actions, [data-stay]")) return
  if (does === "delete") { isLeaving = true; return }
  event.preventDefault()
  const body = new URLSearchParams(new FormData(form, event.submitter))
  await fetch(form.action, { method: "POST", body, redirect: "manual" })
  $("news").textContent = event.submitter.textContent + ": done"
  await refresh()
  if (document.activeElement === document.body) $("status")?.closest("article")?.querySelector("#actions button")?.focus()
})
for (const select of document.querySelectorAll(".filters:not(.live-search) select")) {
  select.addEventListener("change", () => select.form.requestSubmit())
}

// --- search: the list follows what is typed; what is open stays open
let typing = 0
for (const form of document.querySelectorAll("form.live-search")) {
  form.addEventListener("input", () => {
    clearTimeout(typing)
    typing = setTimeout(() => {
      const wanted = new URLSearchParams(new FormData(form))
      for (const [name, value] of [...wanted]) if (value === "") wanted.delete(name)
      const open = new URLSearchParams(location.search).get("fax")
      if (open) wanted.set("fax", open)
      history.replaceState(null, "", form.action + (wanted.size > 0 ? "?" + wanted : ""))
      refresh()
    }, 150)
  })
}

// --- the view of the pages
let zoom = 100
function setZoom(to) {
  zoom = Math.min(400, Math.max(25, to))
  for (const image of document.querySelectorAll("#sheets img")) {
    image.style.width = zoom + "%"
    image.sizes = zoom > 100 ? "1728px" : "(max-width: 60rem) 100vw, 50vw"
  }
  if ($("zoom")) $("zoom").textContent = zoom + " %"
}
function compare() {
  const button = $("compare")
  if (!button) return
  const isOn = button.getAttribute("aria-pressed") !== "true"
  button.setAttribute("aria-pressed", String(isOn))
  $("originals").hidden = !isOn
}
function toPage(step) {
  const sheets = [...document.querySelectorAll("#sheets figure")]
  const top = $("sheets")?.getBoundingClientRect().top ?? 0
  const current = sheets.findLastIndex((it) => it.getBoundingClientRect().top <= top + 20)
  sheets[Math.min(sheets.length - 1, Math.max(0, current + step))]?.scrollIntoView({ block: "start" })
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button")
  if (!button) return
  if (button.id === "zoom-in") setZoom(zoom + 25)
  if (button.id === "zoom-out") setZoom(zoom - 25)
  if (button.id === "zoom-fit") setZoom(100)
  if (button.id === "compare") compare()
  if (button.id === "show-help") $("help").showModal()
  if (button.dataset.copy) {
    await copy($(button.dataset.copy))
    $("news").textContent = "Copied"
  }
})
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent)
  } catch {
    getSelection().selectAllChildren(element)
  }
}

// --- the keyboard
function toFax(step) {
  const links = [...document.querySelectorAll("a.fax")]
  const focused = links.indexOf(document.activeElement)
  const current = focused >= 0 ? focused : links.findIndex((it) => it.hasAttribute("aria-current"))
  const next = links[Math.min(links.length - 1, Math.max(0, current + step))]
  next?.focus()
  if ($("detail") && next && !next.hasAttribute("aria-current")) next.click()
}
const keys = {
  "/": () => $("q")?.focus(),
  "?": () => $("help").showModal(),
  j: () => toFax(1),
  k: () => toFax(-1),
  n: () => toPage(1),
  p: () => toPage(-1),
  "+": () => setZoom(zoom + 25),
  "=": () => setZoom(zoom + 25),
  "-": () => setZoom(zoom - 25),
  0: () => setZoom(100),
  c: compare,
  Escape: () => { if ($("detail")) location.href = document.querySelector(".back").href }
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur()
    return
  }
  const own = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]')
  if (own) {
    event.preventDefault()
    if (own.tagName === "SELECT") own.focus()
    else own.click()
  } else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault()
    keys[event.key]()
  }
})
document.querySelector("a.fax[aria-current]")?.scrollIntoView({ block: "nearest" })
`

/** The style of the inbox and the console. Plain CSS, served as it is. */
export const styles = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --back: #f4f5f7; --ink: #1b1f24; --soft: #57606a; --line: #d5d9de;
  --accent: #0a58a6; --accent-ink: #ffffff; --chosen: #e3eefa;
  --good: #116329; --good-back: #dff3e4; --bad: #a40e26; --bad-back: #fde4e6;
  --busy: #7a4b00; --busy-back: #fdf0d2; --held: #5b3a9b; --held-back: #ece5fa;
  --shadow: 0 1px 3px rgb(0 0 0 / .25);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191d; --back: #0e1013; --ink: #e6e9ed; --soft: #a3adb8; --line: #30363d;
    --accent: #79b8ff; --accent-ink: #0b1017; --chosen: #1c2f45;
    --good: #7ee2a0; --good-back: #12301d; --bad: #ff9aa5; --bad-back: #3d161b;
    --busy: #f2c66d; --busy-back: #37290b; --held: #c9b3ff; --held-back: #2a2145;
  }
}
* { box-sizing: border-box; }
/* What is hidden from view stays within what scrolls, and does not make the page itself scroll. */
aside, .list, .right, .single, .viewer > * { position: relative; }
html, body { height: 100%; margin: 0; }
body {
  display: grid; grid-template-rows: auto 1fr; background: var(--back); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: .5rem; top: .5rem; z-index: 2; background: var(--paper); padding: .5rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; border-radius: 3px; }
h1 { font-size: 1.05rem; margin: 0; } h2 { font-size: 1.35rem; margin: .25rem 0 .75rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0 0 .5rem; } h4 { font-size: .85rem; margin: 0; color: var(--soft); }
body > header {
  display: flex; align-items: center; gap: 1.25rem; padding: .5rem 1rem;
  background: var(--paper); border-bottom: 1px solid var(--line);
}
header nav { display: flex; gap: 1rem; flex: 1; }
header nav a { text-decoration: none; padding: .3rem 0; }
header nav a[aria-current] { font-weight: 600; border-bottom: 2px solid var(--accent); }
.live { font-size: .8rem; color: var(--soft); white-space: nowrap; }
.live::before { content: ""; display: inline-block; width: .55rem; height: .55rem; margin-right: .4rem; border-radius: 50%; background: var(--soft); }
.live.on::before { background: #2da44e; }
main { display: grid; grid-template-columns: minmax(19rem, 26rem) 1fr; min-height: 0; }
main.single { display: block; overflow: auto; padding: 1rem 1.5rem 3rem; }
aside { display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); background: var(--paper); }
button, input, select {
  font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: 6px; padding: .35rem .7rem; min-height: 2.25rem;
}
button { cursor: pointer; } button:hover { border-color: var(--accent); }
button[aria-pressed=true] { background: var(--accent); color: var(--accent-ink); border-color: var(--accent); }
.filters { padding: .75rem; border-bottom: 1px solid var(--line); }
.filters label { display: block; } .filters label > span { display: block; font-size: .8rem; color: var(--soft); }
.filters input, .filters select { width: 100%; }
.filters summary { cursor: pointer; padding: .5rem 0 0; font-size: .85rem; color: var(--soft); }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; padding-top: .5rem; align-items: center; }
.list { overflow: auto; flex: 1; min-height: 0; }
.count { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; justify-content: space-between; margin: 0; padding: .35rem .85rem; font-size: .8rem; color: var(--soft); }
.count p, .all form { margin: 0; } .all { display: flex; gap: .4rem; flex-wrap: wrap; } .all button { min-height: 1.8rem; padding: .1rem .6rem; }
.faxes { list-style: none; margin: 0; padding: 0; }
.faxes li { content-visibility: auto; contain-intrinsic-size: auto 3.1rem; }
.fax {
  display: grid; grid-template-columns: 1fr auto auto; gap: 0 .6rem; padding: .35rem .85rem; align-items: baseline;
  border-bottom: 1px solid var(--line); color: inherit; text-decoration: none;
}
.fax:hover { background: var(--back); } .fax[aria-current] { background: var(--chosen); box-shadow: inset 3px 0 var(--accent); }
.fax:focus-visible { outline-offset: -3px; }
.fax .number { font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.fax time { font-size: .8rem; color: var(--soft); white-space: nowrap; }
.fax .about { grid-column: 1 / -1; font-size: .82rem; color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fax .status { max-width: 11rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .fax time { min-width: 4.6rem; text-align: right; }
.status { display: inline-block; margin: 0; padding: .05rem .55rem; border-radius: 1rem; font-size: .8rem; font-weight: 600; }
.status.large { font-size: 1rem; padding: .2rem .8rem; }
.delivered.status { color: var(--good); background: var(--good-back); }
.failed.status { color: var(--bad); background: var(--bad-back); }
.processing.status { color: var(--busy); background: var(--busy-back); }
.held.status { color: var(--held); background: var(--held-back); }
.pager { display: flex; justify-content: space-between; padding: .75rem; }
.empty { padding: 1.5rem 1rem; color: var(--soft); } .empty p { margin: 0 0 .5rem; }
.problem { color: var(--bad); padding-left: 0; }
.notice { max-width: 90rem; margin: 0 auto .75rem; padding: .6rem 1rem; border: 1px solid var(--bad); border-radius: 8px; background: var(--bad-back); color: var(--bad); overflow-wrap: anywhere; }
.holds { list-style: none; padding: 0; } .holds li { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: center; padding: .25rem 0; } .holds form { margin: 0; }
.row-group { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 2rem; } .links a { margin-right: 1rem; }
.right { overflow: auto; min-height: 0; }
.detail { padding: .6rem 1.5rem 3rem; max-width: 80rem; } .detail > section, .detail > details { margin-top: 1.75rem; }
.back { display: none; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .75rem; }
.head { display: flex; flex-wrap: wrap; gap: .35rem .9rem; align-items: center; } .head h2, .head p, .head .actions { margin: 0; } .head .actions { margin-left: auto; }
.head .status { font-size: .9rem; padding: .15rem .7rem; } .head ~ .facts { margin: .3rem 0 0; } .head ~ .pages { margin-top: .75rem; }
.pages { display: flex; flex-wrap: wrap; gap: .2rem .9rem; align-items: center; } .pages > h3, .pages > .tools, .pages .facts { margin: 0; } .pages > .tools { margin-left: auto; } .pages > .viewer { flex: 1 0 100%; }
.actions form { display: flex; gap: .25rem; margin: 0; }
.facts { color: var(--soft); margin: .35rem 0 .75rem; max-width: 60rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .5rem 1.5rem; margin: .5rem 0; }
.long { grid-column: span 2; }
.grid dt { font-size: .8rem; color: var(--soft); } .grid dd { margin: 0; overflow-wrap: anywhere; }
/* Texts that are read from right to left do not turn what stands around them. */
code, .tag, .files a { unicode-bidi: isolate; }
code, kbd, pre { font-family: ui-monospace, "Cascadia Mono", "Liberation Mono", monospace; font-size: .85rem; }
.tools { display: flex; gap: .4rem; align-items: center; flex-wrap: wrap; margin-bottom: .5rem; }
.tools output { min-width: 4rem; text-align: center; font-variant-numeric: tabular-nums; }
.viewer { display: flex; gap: .75rem; height: min(78vh, 60rem); background: var(--back); border: 1px solid var(--line); border-radius: 8px; padding: .75rem; }
.thumbnails { list-style: none; margin: 0; padding: 3px; overflow: auto; flex: none; width: 7rem; }
.thumbnails a { display: block; text-align: center; text-decoration: none; font-size: .8rem; margin-bottom: .6rem; }
.thumbnails img { display: block; margin: 0 auto; background: #fff; box-shadow: var(--shadow); height: auto; }
.sheets, .originals { overflow: auto; flex: 1; min-width: 0; padding: 3px; }
figure { margin: 0 0 1rem; } figcaption { font-size: .8rem; color: var(--soft); padding-top: .3rem; }
.sheets img, .originals img { background: #fff; box-shadow: var(--shadow); max-width: none; height: auto; }
.lost img { opacity: .45; } .lost strong { color: var(--bad); }
.sheets img { width: 100%; } .originals img { max-width: 100%; }
iframe { width: 100%; height: 65vh; border: 0; background: #fff; color-scheme: light; }
.timeline { list-style: none; margin: 0; padding: 0; }
.timeline li { padding: .2rem 0 .2rem 1.4rem; border-left: 2px solid var(--line); margin-left: .4rem; position: relative; }
.timeline li::before { content: ""; position: absolute; left: -.42rem; top: .65rem; width: .7rem; height: .7rem; border-radius: 50%; background: var(--soft); }
.timeline .delivered::before { background: var(--good); } .timeline .failed::before { background: var(--bad); }
.timeline .held::before { background: var(--held); } .timeline time { color: var(--soft); font-variant-numeric: tabular-nums; margin-right: .6rem; }
.files { padding-left: 1.2rem; overflow-wrap: anywhere; } .files small { color: var(--soft); }
.findings { padding-left: 1.2rem; } .findings .warning { color: var(--busy); } .findings .error { color: var(--bad); }
.exchange > summary { cursor: pointer; font-weight: 600; }
.listing { margin-top: .9rem; } .title { display: flex; align-items: center; gap: .75rem; margin-bottom: .3rem; }
.copy { min-height: 1.9rem; padding: .1rem .6rem; font-size: .8rem; }
pre { margin: 0; padding: .75rem; overflow: auto; max-height: 22rem; background: var(--back); border: 1px solid var(--line); border-radius: 6px; }
.requests tbody th { font-weight: 400; width: 50%; min-width: 16rem; } .row code { overflow-wrap: anywhere; min-width: 0; } .requests td p { margin: 0; }
.requests summary { cursor: pointer; overflow-wrap: anywhere; } .requests time { color: var(--soft); font-size: .8rem; }
.requests pre { margin: .5rem 0; max-width: 40rem; } .requests details > p { margin: .4rem 0 0; }
.code { font-weight: 700; } .good { color: var(--good); } .bad { color: var(--bad); }
.tag { font-size: .78rem; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; } .warn { color: var(--busy); }
dialog { color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem 1.5rem; min-width: 20rem; }
dialog::backdrop { background: rgb(0 0 0 / .45); }
.keys div { display: flex; gap: 1rem; padding: .2rem 0; } .keys dt { width: 6rem; } .keys dd { margin: 0; }
kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 .35rem; }
.board { max-width: 90rem; margin: 0 auto; } .board > section { margin: 0 0 1.75rem; }
.figures dd { font-size: 1.6rem; font-weight: 600; font-variant-numeric: tabular-nums; } .figures time { font-size: 1rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; background: var(--paper); border: 1px solid var(--line); }
th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; } thead th { font-size: .8rem; color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; font-variant-numeric: tabular-nums; } td time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.wide-filters, .row { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; padding: .6rem 0; border: 0; } .wide-filters label, .row label { flex: 1 1 9rem; max-width: 16rem; }
.row label > span, .settle label > span, .sign-in label > span { display: block; font-size: .8rem; color: var(--soft); }
td .row { padding: 0; } .account { display: flex; gap: .6rem; align-items: center; margin: 0; } .account small { color: var(--soft); }
.settle { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; } .inline { display: inline-flex; gap: .4rem; align-items: center; } .inline input { min-height: auto; }
.cards { list-style: none; padding: 0; } .cards > li { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .6rem 1rem 1rem; margin-bottom: .75rem; }
.sign-in { max-width: 24rem; margin: 10vh auto 0; padding: 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; display: grid; gap: .9rem; } .sign-in input { width: 100%; }
.credentials { border: 1px solid var(--accent); border-radius: 8px; padding: .25rem 1rem; background: var(--chosen); }
.checks { list-style: none; padding: 0; } .back.always { display: inline-block; padding: .3rem 0; }
.plot { margin: 0; } .plot svg { width: 100%; height: 10rem; background: var(--paper); border: 1px solid var(--line); }
.plot .delivered { fill: var(--good); } .plot .failed { fill: var(--bad); } .plot .processing { fill: var(--busy); }
.key::before { content: ""; display: inline-block; width: .8rem; height: .8rem; margin: 0 .35rem 0 .9rem; background: currentColor; } .key.delivered { color: var(--good); } .key.failed { color: var(--bad); } .key.processing { color: var(--busy); }
.bars { list-style: none; padding: 0; max-width: 40rem; } .bars li { display: grid; grid-template-columns: 12rem 1fr 4rem; gap: .75rem; align-items: center; padding: .15rem 0; } .bars meter { width: 100%; }
@media (max-width: 60rem) {
  body > header { flex-wrap: wrap; } header nav { flex-wrap: wrap; } .bars li { grid-template-columns: 8rem 1fr 3rem; }
  main { grid-template-columns: 1fr; }
  body:not(.open) .right, body.open aside { display: none; }
  aside { border-right: 0; }
  .back { display: inline-block; padding: .4rem 0; }
  .detail { padding: .5rem 1rem 3rem; } .head h2 { font-size: 1.15rem; }
  .grid { grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .5rem 1rem; } .long { grid-column: 1 / -1; }
  main.single { padding: .5rem 1rem 3rem; }
  .viewer { flex-direction: column; height: auto; }
  .thumbnails { display: flex; gap: .5rem; width: auto; } .sheets, .originals { max-height: 80vh; }
  button, select, input { min-height: 2.75rem; }
  body > header { gap: .75rem; padding: .4rem .75rem; } header nav { gap: .75rem; }
}
@media (max-width: 30rem) { header nav { flex: 1 0 100%; } header h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } .actions form.fail { width: 100%; } .actions .fail label, .actions .fail select { flex: 1; width: 100%; } }
@media (prefers-reduced-motion: no-preference) { .sheets { scroll-behavior: smooth; } }
`

/** A sheet of paper with a folded corner. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0a58a6" d="M3 1h7l3 3v11H3z"/><path fill="#fff" d="M5 7h6v1H5zm0 2h6v1H5zm0 2h4v1H5z"/></svg>`

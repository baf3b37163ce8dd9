// What the pages of the console and of the mock's inbox are made of: for this toolkit's own packages. A program that serves
// faxes needs none of it, and it may change with any release.
export { allowMethods } from "./allowMethods.js"
export { Fact } from "./Fact.js"
export { Moment } from "./Moment.js"
export { PageViewer } from "./PageViewer.js"
export { Shell, type Site } from "./Shell.js"
export { siteGuard } from "./siteGuard.js"
export { siteAssets, sitePage } from "./sitePages.js"
export { Timeline, type TimelineEvent } from "./Timeline.js"
export { inert, isoText, momentText, plural, sizeText, spaced } from "./words.js"

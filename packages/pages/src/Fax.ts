import type { Finding } from "./Finding.js"
import type { Coding, Paper, Resolution } from "./Paper.js"

/** A document in memory. What it is, its content says; the name is for messages. */
export interface SourceDocument {
  readonly fileName: string
  readonly bytes: Uint8Array
}

/**
 * What a cover says, on as many sheets as that takes; `pages` counts the whole fax, the cover included, unless
 * it is given.
 */
export interface Cover {
  readonly to: string
  readonly from: string
  readonly subject?: string
  readonly note?: string
  readonly pages?: number
  /** As it is to be printed. */
  readonly date?: string
}

/** How documents become pages. */
export interface FaxOptions {
  /** Default `a4`. */
  readonly paper?: Paper
  /** Default `fine`. */
  readonly resolution?: Resolution
  /** Default `g4`. */
  readonly coding?: Coding
  /**
   * How the letters of plain text are coded that no mark says to be Unicode: `cp437`, `windows-1251` or another name of
   * IANA's. Unless it is given, text that is not UTF-8 or UTF-16 is guessed, and `guessed_encoding` says so.
   */
  readonly codePage?: string
  /** A first page made from these, or more where they do not fit on one. */
  readonly cover?: Cover
}

/** One page as it will be faxed. */
export interface FaxPage {
  /** From 1. */
  readonly number: number
  /** Name of the document it comes from; `cover` for a cover page. */
  readonly fileName: string
  /** Page within that document, from 1. */
  readonly documentPage: number
  /** Dots across, 1728 or 2048, and rows. */
  readonly width: number
  readonly rows: number
  /** Size of the coded page. */
  readonly bytes: number
  /** Time of the page data on the line at 14,400 bit/s. */
  readonly seconds: number
  /** Part of the page that is black, 0 to 1. */
  readonly black: number
}

/** Documents as the recipient will get them. */
export interface Fax {
  /** A TIFF/F file, one strip a page, as HylaFAX and libtiff take it. */
  readonly tiff: Uint8Array
  /** SHA-256 of `tiff`, 64 hexadecimal digits. */
  readonly sha256: string
  readonly paper: Paper
  readonly resolution: Resolution
  readonly coding: Coding
  readonly pages: ReadonlyArray<FaxPage>
  /**
   * Time of all page data on the line at 14,400 bit/s. Dialling, the handshake of a call and the
   * confirmation of each page come on top.
   */
  readonly seconds: number
  readonly findings: ReadonlyArray<Finding>
}

/** One page of a fax that was rendered alone. */
export interface SinglePage {
  readonly page: FaxPage
  /** A TIFF/F file of this page alone: `preview(tiff, 1)` shows it. */
  readonly tiff: Uint8Array
  /** What was found on this page. */
  readonly findings: ReadonlyArray<Finding>
}

/** What is known about a document without rendering it. */
export interface Inspection {
  readonly type: "pdf" | "tiff" | "png" | "jpeg" | "webp" | "gif" | "text" | "office"
  readonly pages: number
}

/** What a fax will look like, determined without making it. */
export interface Preflight {
  /** Nothing keeps the documents from being faxed. */
  readonly sendable: boolean
  readonly pages: ReadonlyArray<FaxPage>
  readonly seconds: number
  readonly findings: ReadonlyArray<Finding>
}

/** Maximum number of pages on a contact sheet. */
export const mostOnContactSheet = 60

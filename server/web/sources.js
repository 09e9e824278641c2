// The sources beside an answer, and passages near a question.

import { el } from "./dom.js";
import { languageOf } from "./language.js";
import { characters, cut, within } from "./spans.js";
import { alsoWords, capital, headingWords, placeWords, qualityWords, titleWords } from "./words.js";

const EXCERPT = 260; // characters of a passage that is listed and not quoted

/** The citations of an answer as a numbered list; one that is cited twice with the same words stands once. */
export function citationList(reply, open) {
  const seen = new Map(reply.citations.map((citation) => [`${citation.marker} ${citation.quote}`, citation]));
  return el("ol", { class: "cards" }, ...[...seen.values()].map((citation) => citationCard(citation, reply, open)));
}

/** Passages as a list. */
export function hitList(hits, open) {
  return el("ul", { class: "cards" }, ...hits.map((hit) => card(hit, null, excerptOf(hit), open)));
}

/** The passages that no citation of a reply is taken from. */
export function uncited(reply) {
  const cited = new Set(reply.citations.map((citation) => citation.passage_id));
  return reply.hits.filter((hit) => !cited.has(hit.passage_id));
}

function citationCard(citation, reply, open) {
  const said = characters(reply.answer).slice(...citation.at).join("");
  const quote = said === citation.quote ? null : quoteOf(citation); // it stands beside already
  return card(citation, citation.marker, quote, open);
}

function card(source, marker, text, open) {
  return el(
    "li",
    { class: "card", "data-marker": marker },
    marker !== null && el("span", { class: "card-number", "aria-hidden": "true" }, String(marker)),
    el(
      "div",
      { class: "card-body" },
      el("h4", {}, el("button", { type: "button", "aria-haspopup": "dialog", on: { click: () => open(source) } }, ...named(source, marker))),
      el("p", { class: "card-place" }, placeLine(source)),
      text,
      qualityWords(source) && el("p", { class: "card-warning" }, qualityWords(source)),
      alsoWords(source) && el("p", { class: "card-also" }, alsoWords(source)),
    ),
  );
}

function named(source, marker) {
  return marker === null ? [titleWords(source)] : [el("span", { class: "unseen" }, `Källa ${marker}: `), titleWords(source)];
}

/** Kind, section and heading, page. */
export function placeLine(source) {
  return [capital(source.kind), placeWords(source), headingWords(source)].filter(Boolean).join(" · ");
}

function quoteOf(citation) {
  return el("p", { class: "card-quote", lang: languageOf(citation.quote) }, `”${citation.quote}”`);
}

function excerptOf(hit) {
  const { text, marks } = excerpt(hit.text, hit.highlights);
  const parts = cut(text, marks).map((part) => (part.marked ? el("b", {}, part.text) : part.text));
  return el("p", { class: "card-quote", lang: languageOf(text) }, ...parts);
}

/** About `EXCERPT` characters, whole words, beginning shortly before the first mark. */
function excerpt(text, marks) {
  const letters = characters(text);
  if (letters.length <= EXCERPT) return { text, marks };
  const first = Math.min(...marks.map(([start]) => start), letters.length);
  let start = Math.max(0, Math.min(first - EXCERPT / 4, letters.length - EXCERPT));
  start = start ? letters.lastIndexOf(" ", start) + 1 : 0;
  let end = Math.min(letters.length, start + EXCERPT);
  end = end < letters.length ? Math.max(letters.lastIndexOf(" ", end), start + 1) : end;
  const [before, after] = [start ? "… " : "", end < letters.length ? " …" : ""];
  const shown = before + letters.slice(start, end).join("") + after;
  return { text: shown, marks: within(marks, start, end - start).map((mark) => mark.map((at) => at + before.length)) };
}

// The sources beside an answer, and passages near a question.

import { el } from "./dom.js";
import { languageOf } from "./language.js";
import { characters, cut, within } from "./spans.js";
import { alsoWords, capital, headingWords, placeWords, qualityWords, titleWords } from "./words.js";

const EXCERPT = 260; // characters of a passage that is listed and not quoted

/** The citations of an answer as a list, those of one place together. */
export function citationList(reply, open) {
  return el("ol", { class: "cards" }, ...places(reply.citations).map((citations) => citationCard(citations, reply, open)));
}

/** The citations, gathered by where they stand. */
export function places(citations) {
  const gathered = new Map();
  for (const citation of citations) {
    const place = JSON.stringify([citation.doc, citation.section, citation.page, citation.page_end]);
    gathered.set(place, [...(gathered.get(place) ?? []), citation]);
  }
  return [...gathered.values()];
}

/** Passages as a list. */
export function hitList(hits, open) {
  return el("ul", { class: "cards" }, ...hits.map((hit) => card([hit], [], [excerptOf(hit)], open)));
}

/** The passages that no citation of a reply is taken from. */
export function uncited(reply) {
  const cited = new Set(reply.citations.map((citation) => citation.passage_id));
  return reply.hits.filter((hit) => !cited.has(hit.passage_id));
}

function citationCard(citations, reply, open) {
  const said = ({ at }) => characters(reply.answer).slice(...at).join("");
  const quotes = citations.filter((citation) => said(citation) !== citation.quote); // the others stand beside already
  return card(citations, unique(citations.map(({ marker }) => marker)), quotes.map(quoteOf), open);
}

/** A card of one or more sources in the same place; all of it opens the first. */
function card(sources, markers, text, open) {
  const [source] = sources;
  return el(
    "li",
    { class: "card", "data-marker": markers.join(" ") || null },
    el("div", { class: "card-numbers", "aria-hidden": "true" }, ...markers.map((marker) => el("span", {}, String(marker)))),
    el(
      "div",
      { class: "card-body" },
      el("h4", {}, el("button", { type: "button", "aria-haspopup": "dialog", on: { click: () => open(source) } }, ...named(source, markers))),
      el("p", { class: "card-place" }, placeLine(source)),
      ...text,
      ...unique(sources.map(qualityWords)).map((words) => words && el("p", { class: "card-warning" }, words)),
      ...unique(sources.map(alsoWords)).map((words) => words && el("p", { class: "card-also" }, words)),
    ),
  );
}

function unique(values) {
  return [...new Set(values)];
}

function named(source, markers) {
  const numbers = new Intl.ListFormat("sv").format(markers.map(String));
  return [markers.length && el("span", { class: "unseen" }, `Källa ${numbers}: `), titleWords(source)];
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

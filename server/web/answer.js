// The text of an answer: the asked-for facts in bold, and its markers as buttons.

import { el } from "./dom.js";
import { languageOf } from "./language.js";
import { characters, cut, within } from "./spans.js";
import { placeWords, titleWords } from "./words.js";

/**
 * Nodes for a stretch of an answer that begins at `start` of the whole. `citations` are those known of the answer,
 * `focus` spans of the whole answer; `open(citation)` is called when a marker is chosen.
 */
export function answerNodes(text, start, citations, focus, open) {
  const letters = characters(text);
  const nodes = [];
  let at = 0;
  for (const { from, to, citation } of markersIn(letters, start, citations)) {
    const last = lastWord(letters, at, from); // a marker does not begin a line: it stays with the word before
    const kept = el("span", { class: "together" }, words(letters, last, from, start, focus), marker(citation, open));
    nodes.push(words(letters, at, last, start, focus), kept);
    at = to;
  }
  nodes.push(words(letters, at, letters.length, start, focus));
  return nodes;
}

/** Where the focus of each citation stands in the answer. */
export function focusOf(citations) {
  return citations.flatMap(({ at, focus }) => focus.map(([start, end]) => [start + at[0], end + at[0]]));
}

/** Markers of known citations; what stands in brackets inside a quote is the source's own, and no marker. */
function markersIn(letters, start, citations) {
  const text = letters.join("");
  const known = new Map(citations.map((citation) => [citation.marker, citation]));
  return [...text.matchAll(/\[(\d+)\]/g)].flatMap((match) => {
    const from = characters(text.slice(0, match.index)).length;
    const to = from + match[0].length;
    const citation = known.get(Number(match[1]));
    const quoted = citations.some(({ at }) => start + from < at[1] && start + to > at[0]);
    return citation && !quoted ? [{ from, to, citation }] : [];
  });
}

/** Where the last word of a stretch begins. */
function lastWord(letters, from, to) {
  const before = letters.slice(from, to).join("").trimEnd();
  return from + characters(before.slice(0, before.search(/\S+$/))).length;
}

function words(letters, from, to, start, focus) {
  const text = letters.slice(from, to).join("");
  if (!text.trim()) return document.createTextNode(text);
  const parts = cut(text, within(focus, start + from, to - from));
  return el("span", { lang: languageOf(text) }, ...parts.map((part) => (part.marked ? el("strong", {}, part.text) : part.text)));
}

function marker(citation, open) {
  const place = placeWords(citation);
  return el(
    "button",
    {
      type: "button",
      class: "marker",
      "data-marker": citation.marker,
      "aria-haspopup": "dialog",
      "aria-label": `Källa ${citation.marker}: ${titleWords(citation)}${place ? `, ${place}` : ""}`,
      on: { click: () => open(citation) },
    },
    String(citation.marker),
  );
}

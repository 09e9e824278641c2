// What is shown before the first question: questions to try, and what the library holds.

import { byId, el } from "./dom.js";
import { capital, counted, titleWords } from "./words.js";

/** Questions that documents of a kind can be asked; only those of kinds that the library holds are shown. */
const EXAMPLES = [
  [["konvention", "sammanfattning"], "Vad säger barnkonventionen om barnets rätt att uttrycka sina åsikter?"],
  [["årsrapport"], "Hur samverkar länsstyrelserna med kommuner och regioner?"],
  [["metodstöd"], "Vem är rättighetsbärare och vem är skyldighetsbärare?"],
  [["konvention", "sammanfattning"], "Vilka är barnkonventionens fyra grundprinciper?"],
];
const SHOWN = 3;
const FEW = 6; // documents that are listed at once

/** Fills the welcome with what can be asked of these documents. */
export function welcome(documents, ask) {
  const kinds = new Set(documents.map((entry) => entry.kind));
  const fitting = EXAMPLES.filter(([held]) => held.some((kind) => kinds.has(kind))).slice(0, SHOWN);
  byId("welcome-examples").replaceChildren(...(fitting.length ? examples(fitting.map(([, question]) => question), ask) : []));
  byId("welcome-library").replaceChildren(...library(documents));
}

function examples(questions, ask) {
  return [
    el("h3", {}, "Prova till exempel"),
    el(
      "ul",
      { class: "examples" },
      ...questions.map((question) => el("li", {}, el("button", { type: "button", on: { click: () => ask(question) } }, question))),
    ),
  ];
}

function library(documents) {
  if (!documents.length) return [el("p", {}, "Biblioteket är tomt. Den som sköter servern kan bygga det med belagg build.")];
  const sorted = [...documents].sort((one, other) => one.kind.localeCompare(other.kind, "sv") || (other.year ?? 0) - (one.year ?? 0));
  return [
    el(
      "details",
      { class: "library", open: documents.length <= FEW },
      el("summary", {}, el("h3", {}, `Biblioteket: ${counted(documents.length, "dokument", "dokument")}`)),
      el("ul", {}, ...sorted.map((entry) => el("li", {}, el("span", {}, titleWords(entry)), el("span", { class: "kind" }, capital(entry.kind))))),
    ),
  ];
}

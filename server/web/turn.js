// One question with what came of it.

import { answerNodes, focusOf } from "./answer.js";
import { button, el } from "./dom.js";
import { languageOf } from "./language.js";
import { citationList, hitList, uncited } from "./sources.js";
import { counted, inQuotes } from "./words.js";

const NEAREST = 3; // passages shown at once where the sources do not answer

/** Shows a question, its answer as it comes, and its sources. What is chosen in it is told to `acts`. */
export class TurnView {
  /** `acts`: `open(source)`, `copy(turn)`, `share(turn)`, `print()`, `retry(turn)`, `clearFilters()`. */
  constructor(question, number, acts) {
    this.question = question;
    this.acts = acts;
    this.reply = null;
    this.pieces = { text: "", citations: [] };
    this.title = el("h2", { id: `question-${number}`, tabindex: "-1", lang: languageOf(question) }, question);
    this.body = el("div", { class: "turn-body" });
    this.element = el("article", { class: "turn", "aria-labelledby": this.title.id }, this.title, this.body);
    this.element.addEventListener("mouseover", (event) => this.#point(event));
    this.element.addEventListener("mouseleave", (event) => this.#point(event));
    this.element.addEventListener("focusin", (event) => this.#point(event));
    this.element.addEventListener("focusout", (event) => this.#point(event));
    this.wait("Söker i källorna …");
  }

  /** Says what is being done. */
  wait(words) {
    this.#become("waiting");
    this.waiting = el("p", { class: "waiting" }, words);
    this.text = el("div", { class: "answer-text" });
    this.main = el("div", { class: "answer" }, this.waiting, this.text);
    this.aside = el("div", { class: "sources" });
    this.body.replaceChildren(this.main, this.aside);
  }

  /** Takes one event of a streamed answer. */
  tell(event, data) {
    if (event === "hits") this.waiting.textContent = `Läser ${counted(data.hits.length, "passage", "passager")} …`;
    if (event === "text") this.#add(data);
    if (event === "citation") this.#cite(data);
  }

  #add(piece) {
    this.waiting.remove();
    this.last = { ...piece, node: el("span", {}, piece.text) };
    this.text.append(this.last.node);
    this.pieces.text += piece.text;
  }

  /** A citation comes after the text that it backs: only then do its markers lead anywhere. */
  #cite(citation) {
    this.pieces.citations.push(citation);
    const { text, at, node } = this.last;
    node.replaceChildren(...this.#nodes(text, at[0], this.pieces.citations, focusOf(this.pieces.citations)));
    this.aside.replaceChildren(...this.#sources({ answer: this.pieces.text, citations: this.pieces.citations, hits: [] }));
  }

  /** Shows the whole answer. */
  finish(reply) {
    this.reply = reply;
    this.#become(reply.answered ? "answered" : "abstained");
    if (reply.answered) this.#answer(reply);
    else this.#abstain(reply);
  }

  #answer(reply) {
    this.text.replaceChildren(...this.#nodes(reply.answer, 0, reply.citations, reply.focus));
    this.main.replaceChildren(...understood(reply, this.question), this.text, ...notes(reply.notes), this.#tools(true));
    this.aside.replaceChildren(...this.#sources(reply));
  }

  #abstain(reply) {
    const why = [reply.missing, reply.reason === "out_of_scope" && "Frågan ligger utanför det som källorna handlar om."];
    this.text.replaceChildren(
      el("p", { class: "abstained-title" }, reply.answer),
      ...why.filter(Boolean).map((sentence) => el("p", {}, sentence)),
      this.#advice(reply),
    );
    this.main.replaceChildren(...understood(reply, this.question), this.text, ...notes(reply.notes), this.#tools(false));
    this.aside.replaceChildren(
      el("h3", {}, reply.hits.length ? "Närmast i källorna" : "Inget i källorna ligger nära frågan"),
      hitList(reply.hits.slice(0, NEAREST), this.acts.open),
      ...more("Fler passager", reply.hits.slice(NEAREST), this.acts.open),
    );
  }

  #advice(reply) {
    const { doc, kind, year } = reply.understood.filters;
    if (!(doc.length || kind.length || year.length)) return el("p", { class: "advice" }, "Pröva gärna med andra ord.");
    return el(
      "p",
      { class: "advice" },
      "Du har begränsat vilka källor som söks. ",
      button("Fråga i alla källor", "again", () => this.acts.clearFilters(this), { class: "inline" }),
    );
  }

  #nodes(text, start, citations, focus) {
    return answerNodes(text, start, citations, focus, this.acts.open);
  }

  #sources(reply) {
    return [
      el("h3", {}, "Källor"),
      citationList(reply, this.acts.open),
      ...more("Läs vidare i källorna", uncited(reply), this.acts.open),
    ];
  }

  #tools(answered) {
    return el(
      "div",
      { class: "turn-tools" },
      answered && button("Kopiera svaret", "copy", () => this.acts.copy(this)),
      button("Kopiera länk", "link", () => this.acts.share(this)),
      button("Skriv ut", "print", () => this.acts.print()),
    );
  }

  /** Says what went wrong, and offers to try again. */
  fail(message) {
    this.#stop("failed", message, "Försök igen", { role: "alert" });
  }

  /** Says that the person did not wait for the answer. */
  cancel() {
    this.#stop("failed", "Frågan avbröts.", "Fråga igen", {});
  }

  #stop(state, message, again, attributes) {
    this.#become(state);
    this.aside.replaceChildren();
    this.main.replaceChildren(
      el("p", { class: "failure", ...attributes }, message),
      el("div", { class: "turn-tools" }, button(again, "again", () => this.acts.retry(this))),
    );
  }

  /** Says below the answer what came of something that was chosen there. */
  say(words) {
    this.said ??= el("p", { class: "said" });
    this.said.textContent = words;
    this.main.append(this.said);
  }

  /** Says above the answer that it may be out of date. */
  date(words) {
    this.main.prepend(
      el("p", { class: "dated" }, `${words} `, button("Fråga igen", "again", () => this.acts.retry(this), { class: "inline" })),
    );
  }

  #become(state) {
    this.element.dataset.state = state;
    this.element.setAttribute("aria-busy", String(state === "waiting"));
  }

  /** The marker or card under the pointer or in focus is shown together with its like. */
  #point(event) {
    const left = event.type === "mouseleave" || event.type === "focusout";
    const chosen = left ? [] : (event.target.closest("[data-marker]")?.dataset.marker.split(" ") ?? []);
    for (const other of this.element.querySelectorAll("[data-marker]")) {
      other.classList.toggle("pointed", chosen.some((marker) => other.dataset.marker.split(" ").includes(marker)));
    }
  }
}

function more(title, hits, open) {
  if (!hits.length) return [];
  return [el("details", { class: "more" }, el("summary", {}, `${title} (${hits.length})`), hitList(hits, open))];
}

function notes(sentences) {
  return sentences.map((sentence) => el("p", { class: "note", lang: languageOf(sentence) }, sentence));
}

/** What was changed in the question before it was searched, and where was looked first. */
function understood(reply, question) {
  const { question: searched, corrections, scope } = reply.understood;
  const mended = corrections.reduce((text, [typed, meant]) => text.replace(typed, meant), question);
  const told = corrections.map(([typed, meant]) => `${inQuotes(typed)} söktes som ${inQuotes(meant)}.`);
  if (![question, mended].some((text) => same(text, searched))) told.unshift(`Frågan lästes som ${inQuotes(searched)}`);
  if (scope.length) told.push(`Sökt först i: ${scope.join(", ")}.`);
  return told.length ? [el("p", { class: "understood" }, told.join(" "))] : [];
}

function same(one, other) {
  return one.trim().toLowerCase().replace(/\s+/g, " ") === other.trim().toLowerCase().replace(/\s+/g, " ");
}

// Which sources are searched: some documents, kinds or years, or all.

import { Dialog } from "./dialog.js";
import { button, byId, el, icon } from "./dom.js";
import { capital, counted, titleWords } from "./words.js";

const MANY = 8; // documents from which a field to look among them is shown
const NONE = { doc: [], kind: [], year: [] };

/** What is chosen, the dialog in which it is chosen, and the chips that tell of it. */
export class Filters {
  constructor() {
    this.documents = [];
    this.chosen = NONE;
    this.dialog = new Dialog("filters");
    this.dialog.title.textContent = "Begränsa källorna";
    this.dialog.subtitle.textContent = "Svaret söks bara i det du väljer. Väljer du inget söks alla.";
    this.dialog.foot.append(
      button("Rensa", null, () => this.choose(NONE)),
      button("Klar", null, () => this.dialog.close(), { class: "primary" }),
    );
    byId("open-filters").addEventListener("click", () => this.open());
  }

  /** Offers these documents. */
  offer(documents) {
    this.documents = documents;
    this.#chips();
    if (this.dialog.element.open) this.#fill(); // it was opened before they had come
  }

  open() {
    this.#fill();
    this.dialog.open();
  }

  /** Makes these the chosen ones. */
  choose(filters) {
    this.chosen = { ...NONE, ...filters };
    this.#chips();
    if (this.dialog.element.open) this.#fill();
  }

  #fill() {
    if (!this.documents.length) {
      this.dialog.content.replaceChildren(el("p", { class: "empty" }, "Det finns inga dokument att välja bland än."));
      return;
    }
    const kinds = [...new Set(this.documents.map((entry) => entry.kind))].sort();
    const years = [...new Set(this.documents.map((entry) => entry.year))].filter((year) => year !== null).sort((a, b) => b - a);
    this.dialog.content.replaceChildren(
      this.#group("kind", "Slag", kinds.map((kind) => [kind, capital(kind)])),
      this.#group("year", "År", years.map((year) => [year, String(year)])),
      this.#group("doc", "Dokument", this.documents.map((entry) => [entry.doc, titleWords(entry)])),
    );
  }

  #group(field, legend, options) {
    const boxes = options.map(([value, words]) => this.#box(field, value, words));
    const search = field === "doc" && options.length > MANY ? lookup(boxes) : null;
    return el("fieldset", { class: `choices choices-${field}` }, el("legend", {}, legend), search, el("div", { class: "boxes" }, ...boxes));
  }

  #box(field, value, words) {
    const box = el("input", { type: "checkbox", on: { change: () => this.#toggle(field, value) } });
    box.checked = this.chosen[field].includes(value);
    return el("label", {}, box, el("span", {}, words));
  }

  #toggle(field, value) {
    const held = this.chosen[field];
    const now = held.includes(value) ? held.filter((other) => other !== value) : [...held, value];
    this.chosen = { ...this.chosen, [field]: now };
    this.#chips();
    this.dialog.announce(`${counted(this.#count(), "val", "val")} gjorda.`);
  }

  #count() {
    return Object.values(this.chosen).flat().length;
  }

  #chips() {
    const chips = Object.entries(this.chosen).flatMap(([field, values]) => values.map((value) => this.#chip(field, value)));
    byId("chips").replaceChildren(...chips);
    byId("chips").hidden = !chips.length;
  }

  #chip(field, value) {
    const entry = field === "doc" && this.documents.find((other) => other.doc === value);
    const words = entry ? titleWords(entry) : capital(String(value));
    const remove = () => {
      this.#toggle(field, value);
      byId("open-filters").focus();
    };
    return el(
      "li",
      {},
      el("button", { type: "button", class: "chip", "aria-label": `Ta bort begränsningen ${words}`, on: { click: remove } }, el("span", {}, words), icon("close")),
    );
  }
}

/** A field that hides the boxes whose words do not hold what is typed. */
function lookup(boxes) {
  const field = el("input", { type: "search", placeholder: "Sök bland dokumenten", "aria-label": "Sök bland dokumenten" });
  field.addEventListener("input", () => {
    const typed = field.value.trim().toLowerCase();
    for (const box of boxes) box.hidden = !box.textContent.toLowerCase().includes(typed);
  });
  return field;
}

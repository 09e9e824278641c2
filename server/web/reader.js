// A source opened where it stands: the page as an image and as text, or the passage in its surroundings.

import { Dialog } from "./dialog.js";
import { el, icon } from "./dom.js";
import { languageOf } from "./language.js";
import { framed, pageImage } from "./page_image.js";
import { Refused, hasKey, read, readFile } from "./server.js";
import { placeLine } from "./sources.js";
import { characters, cut, findQuote, paragraphs, within } from "./spans.js";
import { printed, qualityWords, titleWords } from "./words.js";

/** Opens sources, and turns their pages. */
export class Reader {
  constructor() {
    this.dialog = new Dialog("reader");
    this.dialog.element.addEventListener("close", () => this.loading?.abort());
  }

  /** Opens a citation, or a passage that was found. */
  open(source) {
    this.source = source;
    this.quote = source.quote ?? null; // of a passage that was found, all is of interest: its surroundings are dimmed
    this.dialog.title.textContent = titleWords(source);
    this.dialog.title.lang = languageOf(source.title) ?? "";
    const key = source.page_key ?? source.page;
    if (key === null) this.#go(() => this.#passage(source.passage_id));
    else this.#go(() => this.#page(key));
    this.dialog.open();
  }

  async #go(show) {
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    this.dialog.element.setAttribute("aria-busy", "true");
    try {
      await show();
    } catch (error) {
      if (signal.aborted) return;
      this.#failed(error.message);
    }
    this.dialog.element.setAttribute("aria-busy", "false");
  }

  #failed(message) {
    const words = this.quote ?? this.source.text;
    const quote = el("blockquote", { lang: languageOf(words) }, words);
    this.dialog.subtitle.textContent = placeLine(this.source);
    this.dialog.content.replaceChildren(el("div", { class: "reading" }, el("p", { class: "failure", role: "alert" }, message), quote));
    this.dialog.foot.replaceChildren();
  }

  async #page(key) {
    const { doc, passage_id: passage } = this.source;
    const { signal } = this.loading;
    const path = `api/documents/${encodeURIComponent(doc)}`;
    const [page, detail] = await Promise.all([
      read(`${path}/pages/${encodeURIComponent(key)}`, signal),
      read(path, signal),
    ]);
    const at = page.passages.find((other) => other.passage_id === passage)?.at ?? null;
    const mark = this.#mark(page.text, at, at !== null || page.page === this.source.page_end);
    this.#show(
      { place: `Sidan ${printed(page.page)}`, text: page.text, marks: mark, own: this.quote === null ? at : null, detail },
      this.#turning(page, "sida", (next) => this.#page(next)),
      this.#file(doc, detail.page_labels.indexOf(key) + 1, printed(page.page)),
    );
    await this.#image(doc, key, signal);
  }

  /** Where the quote stands in a text, if there is a quote and it may stand there. */
  #mark(text, near, possible) {
    const found = possible && this.quote !== null ? findQuote(text, this.quote, near) : null;
    return found ? [found] : [];
  }

  /** The image comes when it comes; a document that is no PDF has none, and then the text stands alone. */
  async #image(doc, key, signal) {
    const place = el("div", { class: "page-image drawing" }, "Ritar sidan …");
    this.dialog.content.append(place);
    this.dialog.element.classList.add("with-image");
    try {
      place.replaceWith(framed(await pageImage(doc, key, this.source.id ?? this.source.passage_id, signal), key));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Refused)) throw error;
      if (error.status === 404) this.dialog.element.classList.remove("with-image");
      place.replaceChildren(...(error.status === 404 ? [] : [el("p", {}, error.message)]));
    }
  }

  async #passage(id) {
    const { signal } = this.loading;
    const [passage, detail] = await Promise.all([
      read(`api/passages/${encodeURIComponent(id)}`, signal),
      read(`api/documents/${encodeURIComponent(this.source.doc)}`, signal),
    ]);
    const [before, after] = [apart(passage.before, true), apart(passage.after, false)];
    const start = characters(before).length;
    const own = [start, start + characters(passage.text).length];
    const text = before + passage.text + after;
    const marks = this.#mark(text, own, id === this.source.passage_id);
    this.#show(
      { place: passage.path.join(" › ") || placeLine(this.source), text, marks, own, detail },
      this.#turning(passage, "stycke", (next) => this.#passage(next)),
      this.#file(passage.doc, 0, ""),
    );
  }

  /** Shows text with `marks` in it, what lies outside the span `own` dimmed; the foot holds `turning` and `file`. */
  #show({ place, text, marks, own, detail }, turning, file) {
    const { dialog, source } = this;
    dialog.element.classList.remove("with-image");
    dialog.subtitle.textContent = place;
    const warning = qualityWords(source);
    const reading = el(
      "div",
      { class: "reading", tabindex: "0", role: "group", "aria-label": `Texten: ${place}` },
      warning && el("p", { class: "card-warning" }, warning),
      ...readingOf(text, marks, own, new Set(detail.sections.map((section) => section.heading))),
    );
    dialog.content.replaceChildren(reading);
    dialog.foot.replaceChildren(turning, file);
    dialog.announce(`${place}.${marks.length ? " Citatet är markerat." : ""}`);
    (reading.querySelector("mark") ?? reading.querySelector(".own"))?.scrollIntoView({ block: "center" });
  }

  #turning(reply, unit, show) {
    const turn = (next, words, symbol) =>
      el(
        "button",
        { type: "button", class: "quiet", disabled: next === null, "data-turn": words, on: { click: () => this.#turn(() => show(next), words) } },
        icon(symbol),
        el("span", {}, words, el("span", { class: "unit" }, ` ${unit}`)), // a narrow page has no room for the unit
      );
    return el("div", { class: "turning" }, turn(reply.previous, "Föregående", "before"), turn(reply.next, "Nästa", "after"));
  }

  /** After a turn the same button is in focus, or where there is no further page the title. */
  async #turn(show, words) {
    await this.#go(show);
    const again = [...this.dialog.foot.querySelectorAll("[data-turn]")].find((other) => other.dataset.turn === words);
    if (again && !again.disabled) again.focus();
    else this.dialog.title.focus();
  }

  #file(doc, index, label) {
    const path = `api/documents/${encodeURIComponent(doc)}/file`;
    return el(
      "a",
      { class: "file", href: index ? `${path}#page=${index}` : path, target: "_blank", rel: "noopener", on: { click: (event) => this.#fetchFile(event, path) } },
      icon("file"),
      el("span", {}, label ? `Öppna källfilen på sidan ${label}` : "Öppna källfilen"),
      el("span", { class: "unseen" }, " (ny flik)"),
    );
  }

  /** A link sends no key: where there is one the file is fetched with it, and saved. */
  async #fetchFile(event, path) {
    if (!hasKey()) return;
    event.preventDefault();
    try {
      const { blob, name } = await readFile(path);
      el("a", { href: URL.createObjectURL(blob), download: name ?? "" }).click();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#failed(error.message);
    }
  }
}

/** `text` with a break towards the passage, unless it brings its own white space. */
function apart(text, atEnd) {
  if (!text || /\s/.test(atEnd ? text.at(-1) : text[0])) return text;
  return atEnd ? `${text}\n\n` : `\n\n${text}`;
}

/** Headings, and paragraphs with the marks in them; what lies outside `own` is dimmed. */
function readingOf(text, marks, own, headings) {
  return paragraphs(text).map(({ text: paragraph, start }) => {
    const length = characters(paragraph).length;
    const inside = !own || within([own], start, length).length > 0;
    const parts = cut(paragraph, within(marks, start, length));
    return el(
      headings.has(paragraph.trim()) ? "h3" : "p",
      { class: inside ? "own" : "around", lang: languageOf(paragraph) },
      ...parts.map((part) => (part.marked ? el("mark", {}, part.text) : part.text)),
    );
  });
}

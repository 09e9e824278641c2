// A source opened where it stands: the page as an image and as text, or the passage in its surroundings.

import { Dialog } from "./dialog.js";
import { el, icon } from "./dom.js";
import { languageOf } from "./language.js";
import { framed, pageImage } from "./page_image.js";
import { read, readBlob, hasKey } from "./server.js";
import { placeLine } from "./sources.js";
import { characters, cut, findQuote, paragraphs, within } from "./spans.js";
import { printed, qualityWords, titleWords } from "./words.js";

const PDF = "application/pdf";

/** Opens sources, and turns their pages. */
export class Reader {
  constructor() {
    this.dialog = new Dialog("reader");
    this.dialog.element.addEventListener("close", () => this.loading?.abort());
  }

  /** Opens a citation, or a passage that was found. */
  open(source) {
    this.source = source;
    this.quote = source.quote ?? source.text;
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
    const quote = el("blockquote", { lang: languageOf(this.quote) }, this.quote);
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
    const mark = at || page.page === this.source.page_end ? findQuote(page.text, this.quote, at) : null;
    this.#show(
      { place: `Sidan ${printed(page.page)}`, text: page.text, marks: mark ? [mark] : [], own: null, detail },
      this.#turning(page, "sida", (next) => this.#page(next)),
      this.#file(doc, detail.page_labels.indexOf(key) + 1, printed(page.page)),
    );
    await this.#image(doc, key, signal);
  }

  /** The image comes when it comes; a document that is no PDF has none, and then the text stands alone. */
  async #image(doc, key, signal) {
    const place = el("div", { class: "page-image drawing" }, "Ritar sidan …");
    this.dialog.content.prepend(place);
    this.dialog.element.classList.add("with-image");
    try {
      place.replaceWith(framed(await pageImage(doc, key, this.source.id ?? this.source.passage_id, signal), key));
    } catch (error) {
      if (signal.aborted) return;
      place.remove();
      this.dialog.element.classList.remove("with-image");
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
    const found = id === this.source.passage_id ? findQuote(text, this.quote, own) : null;
    this.#show(
      { place: passage.path.join(" › ") || placeLine(this.source), text, marks: found ? [found] : [], own, detail },
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
      { class: "file", href: index ? `${path}#page=${index}` : path, target: "_blank", rel: "noopener", on: { click: openWithKey } },
      icon("file"),
      el("span", {}, label ? `Öppna källfilen på sidan ${label}` : "Öppna källfilen"),
      el("span", { class: "unseen" }, " (ny flik)"),
    );
  }
}

/** A link sends no key: where one is needed the file is fetched with it, and shown or saved from here. */
async function openWithKey(event) {
  if (!hasKey()) return;
  event.preventDefault();
  const [path, fragment] = event.currentTarget.getAttribute("href").split("#");
  const blob = await readBlob(path);
  const address = URL.createObjectURL(blob);
  // only a PDF is shown: a page of HTML would run with the rights of this one
  if (blob.type === PDF) window.open(`${address}#${fragment ?? ""}`, "_blank", "noopener");
  else el("a", { href: address, download: decodeURIComponent(path.split("/").at(-2)) }).click();
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

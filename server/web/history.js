// The list of earlier conversations.

import { Dialog } from "./dialog.js";
import { button, byId, el, icon } from "./dom.js";
import { conversations, forget, forgetAll } from "./memory.js";
import { counted, inQuotes, whenWords } from "./words.js";

/** Lists what is kept; `choose(conversation)` opens one again. */
export class History {
  constructor(choose) {
    this.choose = choose;
    this.dialog = new Dialog("history");
    this.dialog.title.textContent = "Tidigare frågor";
    this.dialog.subtitle.textContent = "Sparas bara i den här webbläsaren. Andra som använder den kan läsa dem.";
    byId("open-history").addEventListener("click", () => this.open());
  }

  open() {
    this.#fill();
    this.dialog.open();
  }

  #fill() {
    const kept = conversations();
    this.dialog.content.replaceChildren(
      kept.length
        ? el("ol", { class: "kept" }, ...kept.map((conversation) => this.#entry(conversation)))
        : el("p", { class: "empty" }, "Här samlas frågorna du ställer."),
    );
    this.#offerToForget(kept.length);
  }

  #entry(conversation) {
    const [first, ...later] = conversation.turns;
    const facts = [whenWords(conversation.when), later.length && counted(later.length, "följdfråga", "följdfrågor")];
    const open = () => {
      this.dialog.close();
      this.choose(conversation);
    };
    const remove = () => {
      forget(conversation.id);
      this.#fill();
      this.dialog.title.focus();
      this.dialog.announce("Borttagen.");
    };
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "kept-open", on: { click: open } },
        el("span", { class: "kept-question" }, first.question),
        el("span", { class: "kept-facts" }, facts.filter(Boolean).join(" · ")),
      ),
      el("button", { type: "button", class: "quiet", "aria-label": `Ta bort ${inQuotes(first.question)}`, on: { click: remove } }, icon("bin")),
    );
  }

  #offerToForget(count) {
    const offer = button("Ta bort alla", "bin", () => this.#confirm(count));
    this.dialog.foot.replaceChildren(...(count ? [offer] : []));
  }

  #confirm(count) {
    const yes = button("Ja, ta bort", null, () => {
      forgetAll();
      this.#fill();
      this.dialog.title.focus();
      this.dialog.announce("Alla är borttagna.");
    }, { class: "danger" });
    const no = button("Nej, behåll", null, () => {
      this.#offerToForget(count);
      this.dialog.foot.querySelector("button").focus();
    });
    this.dialog.foot.replaceChildren(el("p", {}, `Ta bort ${counted(count, "samtal", "samtal")}? Det går inte att ångra.`), yes, no);
    no.focus();
  }
}

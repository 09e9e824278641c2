// The key that some servers ask for. It is kept until the tab is closed.

import { Dialog } from "./dialog.js";
import { button, el } from "./dom.js";
import { keepKey } from "./server.js";

/** Asks for a key; all that wait for one are told when it is there. */
export class KeyDialog {
  constructor() {
    this.dialog = new Dialog("key");
    this.dialog.title.textContent = "Nyckel behövs";
    this.message = el("p", { id: "key-message" });
    this.field = el("input", { id: "key", type: "password", autocomplete: "off", required: true, "aria-describedby": "key-message" });
    const form = el(
      "form",
      { on: { submit: (event) => this.#submit(event) } },
      this.message,
      el("label", { for: "key" }, "Nyckel"),
      this.field,
      el("p", { class: "hint" }, "Nyckeln får du av den som sköter servern. Den glöms när du stänger fliken."),
      button("Spara och fortsätt", null, () => {}, { type: "submit", class: "primary" }),
    );
    this.dialog.content.append(form);
    this.waiting = new Set();
  }

  /** `then` is called when there is another key than the one that was refused, which may be at once. */
  ask(refusal, then) {
    if (refusal.isOfOldKey) {
      then();
      return;
    }
    this.message.textContent = refusal.message;
    this.waiting.add(then);
    this.dialog.open();
    this.field.focus();
  }

  #submit(event) {
    event.preventDefault();
    keepKey(this.field.value.trim());
    this.field.value = "";
    this.dialog.close();
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const then of waiting) then();
  }
}

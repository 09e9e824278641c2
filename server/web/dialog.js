// Modal dialogs: Esc and the cross close them, and what was in focus before gets it back; the browser sees to that.

import { announce, button, el } from "./dom.js";

let numbered = 0;

/** A dialog with a title and a cross; `content` and `foot` hold what the caller puts there. */
export class Dialog {
  constructor(name) {
    numbered += 1;
    const id = `dialog-${numbered}`;
    this.title = el("h2", { id, tabindex: "-1", autofocus: true });
    this.subtitle = el("p", { class: "dialog-subtitle" });
    this.content = el("div", { class: "dialog-content" });
    this.foot = el("div", { class: "dialog-foot" });
    this.region = el("p", { class: "unseen", role: "status" });
    this.element = el(
      "dialog",
      { class: `dialog ${name}`, "aria-labelledby": id },
      el(
        "div",
        { class: "dialog-head" },
        el("div", {}, this.title, this.subtitle),
        button("Stäng", "close", () => this.close()),
      ),
      this.content,
      this.foot,
      this.region,
    );
    this.element.addEventListener("click", (event) => event.target === this.element && this.close()); // beside it
    document.body.append(this.element);
  }

  open() {
    if (!this.element.open) this.element.showModal();
  }

  close() {
    this.element.close();
  }

  /** Says something while the dialog is open: what is outside it is silent then. */
  announce(words) {
    announce(words, this.region);
  }
}

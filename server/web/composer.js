// Where the question is typed.

import { byId } from "./dom.js";
import { characters } from "./spans.js";

const MOST = 2000; // characters, as the server has it

/** The field: Enter sends, and while an answer is on its way the button stops it. */
export class Composer {
  /** `acts`: `ask(question)`, `stop()`. */
  constructor(acts) {
    this.acts = acts;
    this.field = byId("question");
    this.problem = byId("question-problem");
    this.busy = false;
    byId("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#check());
    document.addEventListener("keydown", (event) => this.#slash(event));
  }

  get question() {
    return this.field.value.trim();
  }

  /** Puts words back, unless something else has been typed meanwhile. */
  giveBack(question) {
    if (!this.question) this.field.value = question;
  }

  /** Empties the field of these words. */
  take(question) {
    if (this.question === question) this.field.value = "";
  }

  focus() {
    this.field.focus();
  }

  /** Whether an answer is on its way. */
  wait(busy) {
    this.busy = busy;
    byId("send-label").textContent = busy ? "Avbryt" : "Fråga";
    byId("send").querySelector("use").setAttribute("href", busy ? "#icon-stop" : "#icon-send");
  }

  #send() {
    if (this.busy) {
      this.acts.stop();
    } else if (this.#check()) {
      if (this.question) this.acts.ask(this.question);
      else this.#say("Skriv en fråga först.");
    }
  }

  /** Whether the question is short enough; says so where it is not. */
  #check() {
    const count = characters(this.question).length;
    this.#say(count > MOST ? `Frågan är ${count} tecken lång, och får vara högst ${MOST}. Korta den.` : "");
    return count <= MOST;
  }

  #say(words) {
    if (this.problem.textContent === words) return;
    this.problem.textContent = words;
    if (words) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.busy) this.#send();
  }

  /** A slash goes to the field, unless it is typed into one or a dialog is open. */
  #slash(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.focus();
  }
}

// The questions of one conversation: asked, answered, kept.

import { announce, byId } from "./dom.js";
import { keep } from "./memory.js";
import { Refused, ask } from "./server.js";
import { places } from "./sources.js";
import { TurnView } from "./turn.js";
import { counted, whenWords } from "./words.js";

const TURNS = 20; // as many as the server takes
const BODY = 48 * 1024; // bytes of earlier turns; the server takes 64 kB in all

/** Holds the turns and asks the server. */
export class Conversation {
  /** `composer`, `filters`; `acts` as a `TurnView` has them, but `retry`; `askForKey(refusal, then)`. */
  constructor({ composer, filters, acts, askForKey }) {
    Object.assign(this, { composer, filters, askForKey });
    this.acts = { ...acts, retry: (turn) => this.retry(turn), clearFilters: (turn) => this.askEverywhere(turn) };
    this.list = byId("turns");
    this.begin();
  }

  /** Begins anew. */
  begin() {
    this.stop();
    this.id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`; // without https there is no randomUUID
    this.turns = [];
    this.list.replaceChildren();
    this.#show();
  }

  /** Asks a question, as a follow-up of those that are answered above. */
  async ask(question) {
    if (this.loading) return;
    const turn = this.#add(question, this.filters.chosen);
    this.composer.take(question);
    turn.element.scrollIntoView({ block: "start" });
    await this.#fetch(turn);
  }

  /** Asks the question of a turn again. */
  async retry(turn) {
    if (this.loading) return;
    this.composer.take(turn.question);
    turn.reply = null;
    turn.pieces = { text: "", citations: [] };
    turn.wait("Söker i källorna …");
    turn.title.focus();
    await this.#fetch(turn);
  }

  /** Asks the question of a turn again, of all sources. */
  askEverywhere(turn) {
    this.filters.choose({});
    turn.filters = this.filters.chosen;
    return this.retry(turn);
  }

  /** Gives up the answer that is on its way. */
  stop() {
    this.loading?.abort();
    this.loading = null;
    this.composer.wait(false);
  }

  /** Shows a conversation that was kept; `library` is the one that is served now. */
  reopen(kept, library) {
    this.begin();
    this.id = kept.id;
    for (const { question, filters, reply } of kept.turns) {
      const turn = this.#add(question, filters);
      turn.finish(reply);
      if (library && reply.library !== library) turn.date(`Svaret är från ${whenWords(kept.when)}, och biblioteket har byggts om sedan dess.`);
    }
    this.list.firstElementChild?.querySelector("h2").focus();
  }

  #add(question, filters) {
    const turn = new TurnView(question, this.turns.length + 1, this.acts);
    turn.filters = filters;
    this.turns.push(turn);
    this.list.append(turn.element);
    this.#show();
    return turn;
  }

  #show() {
    byId("welcome").hidden = this.turns.length > 0;
    byId("new-conversation").hidden = this.turns.length === 0;
    document.body.classList.toggle("talking", this.turns.length > 0);
  }

  async #fetch(turn) {
    const loading = new AbortController();
    const { signal } = loading;
    this.loading = loading;
    this.composer.wait(true);
    announce("Söker i källorna.");
    let refusal = null;
    try {
      turn.finish(await ask(this.#request(turn), (event, data) => turn.tell(event, data), signal));
      announce(outcome(turn.reply));
      this.#keep();
    } catch (error) {
      if (signal.aborted) turn.cancel();
      else if (error instanceof Refused) refusal = error;
      else throw error;
      if (refusal) turn.fail(`${refusal.message} Frågan står kvar i rutan.`);
      if (this.turns.includes(turn)) this.composer.giveBack(turn.question);
    } finally {
      if (this.loading === loading) this.stop();
    }
    // Only now: where another key has been given meanwhile, the question is asked again at once.
    if (refusal?.needsKey) this.askForKey(refusal, () => this.retry(turn));
  }

  #request(turn) {
    return { question: turn.question, history: this.#before(turn), filters: turn.filters };
  }

  /** What was asked and answered before a turn, the newest that there is room for. */
  #before(turn) {
    const earlier = this.turns.slice(0, this.turns.indexOf(turn)).filter((other) => other.reply);
    let history = earlier.slice(-TURNS).map(({ question, reply }) => ({ question, answer: reply.answered ? reply.answer : null }));
    while (new TextEncoder().encode(JSON.stringify(history)).length > BODY) history = history.slice(1);
    return history;
  }

  #keep() {
    const turns = this.turns.filter((turn) => turn.reply).map(({ question, filters, reply }) => ({ question, filters, reply }));
    keep({ id: this.id, when: Date.now(), turns });
  }
}

function outcome(reply) {
  if (reply.answered) return `Svar klart, ${counted(places(reply.citations).length, "källa", "källor")}.`;
  return `Källorna svarar inte på frågan. ${counted(reply.hits.length, "närliggande passage", "närliggande passager")}.`;
}

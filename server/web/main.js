// Puts the page together.

import { answerText, copy } from "./clipboard.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { announce, byId, el } from "./dom.js";
import { Filters } from "./filters.js";
import { History } from "./history.js";
import { KeyDialog } from "./key.js";
import { linkTo, linked, unlink } from "./link.js";
import { Reader } from "./reader.js";
import { Refused, read } from "./server.js";
import { themeSwitch } from "./theme.js";
import { welcome } from "./welcome.js";

const reader = new Reader();
const filters = new Filters();
const key = new KeyDialog();
let library = { documents: [], library: null };

const composer = new Composer({ ask: (question) => ask(question), stop: () => conversation.stop() });
const conversation = new Conversation({
  composer,
  filters,
  askForKey: (refusal, then) => {
    key.ask(refusal, load);
    key.ask(refusal, then);
  },
  acts: { open: (source) => reader.open(source), copy: copyAnswer, share, print: () => window.print() },
});
new History((kept) => {
  unlink();
  conversation.reopen(kept, library.library);
});

function ask(question) {
  unlink();
  conversation.ask(question);
}

async function copyAnswer(turn) {
  const copied = await copy(answerText(turn.question, turn.reply, library.documents));
  said(turn, copied ? "Svaret är kopierat med sina källor." : NOT_COPIED);
}

async function share(turn) {
  const copied = await copy(linkTo(turn.reply.understood.question, turn.filters));
  said(turn, copied ? "Länken är kopierad. Frågan står i den, så dela den bara med dem som får läsa frågan." : NOT_COPIED);
}

const NOT_COPIED = "Webbläsaren tillät inte kopiering. Markera texten och kopiera den själv.";

function said(turn, words) {
  turn.say(words);
  announce(words);
}

/** Reads what the library holds; the page can be asked all the same where that fails. */
async function load() {
  try {
    library = await read("api/documents");
    filters.offer(library.documents);
    welcome(library.documents, ask);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.needsKey) key.ask(error, load);
    else byId("welcome-library").replaceChildren(el("p", { class: "failure", role: "alert" }, error.message));
  }
}

function askLinked() {
  const link = linked();
  if (!link) return;
  conversation.begin();
  filters.choose(link.filters);
  conversation.ask(link.question);
}

byId("new-conversation").addEventListener("click", () => {
  unlink();
  conversation.begin();
  composer.focus();
  announce("Nytt samtal.");
});
window.addEventListener("hashchange", askLinked);
themeSwitch(byId("switch-theme"));
load();
askLinked();

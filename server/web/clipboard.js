// What is copied: plain text that can be put into a report as it is.

import { el } from "./dom.js";
import { headingWords, placeWords, titleWords } from "./words.js";

/** The question, the answer with its markers, and what they refer to. `documents` tell the register numbers. */
export function answerText(question, reply, documents) {
  const numbers = new Map(documents.map((entry) => [entry.doc, entry.diarienummer]));
  const references = new Map(reply.citations.map((citation) => [citation.marker, reference(citation, numbers)]));
  const listed = [...references].map(([marker, words]) => `[${marker}] ${words}`);
  return [question, "", reply.answer, ...reply.notes.map((note) => `Anm. ${note}`), "", "Källor", ...listed].join("\n");
}

function reference(citation, numbers) {
  const number = numbers.get(citation.doc);
  const parts = [titleWords(citation), headingWords(citation), placeWords(citation), number && `dnr ${number}`];
  return `${parts.filter(Boolean).join(", ")}.`;
}

/** Copies; whether it went well. */
export async function copy(text) {
  if (!navigator.clipboard) return copyOfOld(text); // an address without https has no clipboard
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException) return copyOfOld(text);
    throw error;
  }
}

function copyOfOld(text) {
  const before = document.activeElement;
  const field = el("textarea", { class: "unseen", "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return copied;
}

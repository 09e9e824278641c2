// Spans of text. The server counts characters; JavaScript counts UTF-16 units, which differ for emoji and the like.

/** The characters of a text, so that they are counted as the server counts them. */
export function characters(text) {
  return Array.from(text);
}

/** The text cut where marks begin and end: `[{ text, marked }]`. Marks are `[start, end]`, and may touch or overlap. */
export function cut(text, marks) {
  const letters = characters(text);
  const parts = [];
  let at = 0;
  for (const [start, end] of joined(marks, letters.length)) {
    if (start > at) parts.push({ text: letters.slice(at, start).join(""), marked: false });
    parts.push({ text: letters.slice(start, end).join(""), marked: true });
    at = end;
  }
  if (at < letters.length) parts.push({ text: letters.slice(at).join(""), marked: false });
  return parts;
}

function joined(marks, length) {
  const result = [];
  for (const [start, end] of [...marks].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    const bounded = [Math.max(0, start), Math.min(length, end)];
    if (bounded[0] >= bounded[1]) continue;
    if (last && bounded[0] <= last[1]) last[1] = Math.max(last[1], bounded[1]);
    else result.push(bounded);
  }
  return result;
}

/** Marks of the whole, as marks of a part of it that begins at `start` and is `length` long. */
export function within(marks, start, length) {
  return marks
    .filter(([from, to]) => to > start && from < start + length)
    .map(([from, to]) => [Math.max(0, from - start), Math.min(length, to - start)]);
}

/** Paragraphs of a text, with where each begins: `[{ text, start }]`. */
export function paragraphs(text) {
  const found = [];
  let start = 0;
  for (const piece of text.split(/(\n{2,})/)) {
    if (piece.trim()) found.push({ text: piece, start });
    start += characters(piece).length;
  }
  return found;
}

/**
 * Where a quote stands in a text, whatever the white space; `near` says where to look first. Of a quote that runs over
 * from the page before, or on to the next, the part that stands here. Null where no part of it does.
 */
export function findQuote(text, quote, near = null) {
  const words = quote.trim().split(/\s+/);
  return placed(text, words, near) ?? placedInPart(text, words);
}

function placed(text, words, near) {
  const places = [...text.matchAll(new RegExp(words.map(escaped).join("\\s+"), "g"))].map((match) => {
    const start = characters(text.slice(0, match.index)).length;
    return [start, start + characters(match[0]).length];
  });
  return places.find(([start, end]) => near && end > near[0] && start < near[1]) ?? places[0] ?? null;
}

const LEAST_WORDS = 2; // one word alone may end a page by chance

function placedInPart(text, words) {
  const length = characters(text.trimEnd()).length;
  const lead = characters(text).length - characters(text.trimStart()).length;
  for (let count = words.length - 1; count >= LEAST_WORDS; count -= 1) {
    const head = lastPlace(text, words.slice(0, count));
    if (head && head[1] === length) return head;
    const tail = placed(text, words.slice(-count), null);
    if (tail && tail[0] === lead) return tail;
  }
  return null;
}

function lastPlace(text, words) {
  const at = characters(text).length;
  return placed(text, words, [at - words.join(" ").length, at]);
}

function escaped(word) {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

// A link to a question. It stands in the fragment, which browsers keep to themselves: no server on the way sees it.

const NAMES = { doc: "dokument", kind: "slag", year: "år" };

/** The address that asks this question of these sources. */
export function linkTo(question, filters) {
  const parts = [["fråga", question], ...Object.entries(NAMES).flatMap(([field, name]) => filters[field].map((value) => [name, value]))];
  const fragment = parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return `${location.origin}${location.pathname}#${fragment}`;
}

/** The question in the address of the page, and the sources it is limited to; null where there is none. */
export function linked() {
  const told = new URLSearchParams(location.hash.slice(1));
  const question = told.get("fråga")?.trim();
  if (!question) return null;
  return {
    question,
    filters: {
      doc: told.getAll(NAMES.doc),
      kind: told.getAll(NAMES.kind),
      year: told.getAll(NAMES.year).map(Number).filter(Number.isInteger),
    },
  };
}

/** Takes the question out of the address, once something else is asked. */
export function unlink() {
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
}

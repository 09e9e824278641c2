// How places, marks and quotes are worded: as in the terminal chat.

/** Title and year: `Årsrapport barnets rättigheter (2025)`. */
export function titleWords(source) {
  const known = source.year === null || source.title.includes(String(source.year));
  return known ? source.title : `${source.title} (${source.year})`;
}

/** Where it stands: `avsnitt 4.2, s. 22–23`; empty where neither section nor page is known. */
export function placeWords(source) {
  return [sectionWords(source.section), pageWords(source.page, source.page_end)].filter(Boolean).join(", ");
}

/** `avsnitt 4.2` for a numbered section; `Artikel 12`, `Förord` and the like as they are. */
export function sectionWords(section) {
  return /^\d+(\.\d+)*$/.test(section) ? `avsnitt ${section}` : section;
}

/** `s. 22`, or `s. 22–23`; empty for a document without pages. */
export function pageWords(page, pageEnd = null) {
  if (page === null || page === undefined) return "";
  const label = printed(page);
  const last = printed(pageEnd ?? page);
  return label === last ? `s. ${label}` : `s. ${label}–${last}`;
}

/** The page number as it is printed: what tells repeated ones apart is left out. */
export function printed(key) {
  return key.split("~")[0];
}

/** The heading, unless the section says the same. */
export function headingWords(source) {
  const bare = source.heading.replace(source.section, "").replace(/^[\s.:–]+/, "");
  return source.heading === source.section ? "" : bare;
}

/** A warning where the text is not as sure as printed text; else empty. */
export function qualityWords(source) {
  return { ocr: "Inläst från skannad bild, kan ha läsfel", unverified: "Ej dubbelkontrollerad mot sidan" }[source.quality] ?? "";
}

/** Where the same text stands as well; empty where nowhere. */
export function alsoWords(source) {
  const places = source.also_in.map((place) => [place.title, placeWords(place)].filter(Boolean).join(", "));
  return places.length ? `Finns även i ${places.join("; ")}` : "";
}

/** On one line between Swedish quotation marks. */
export function inQuotes(text) {
  const words = text.trim().replace(/\s+/g, " ");
  return words.startsWith("”") && words.endsWith("”") ? words : `”${words}”`;
}

/** `1 källa`, `2 källor`. */
export function counted(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

/** With a capital first letter. */
export function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Day and time, as they are written in Swedish. */
export function whenWords(milliseconds) {
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "medium", timeStyle: "short" }).format(milliseconds);
}

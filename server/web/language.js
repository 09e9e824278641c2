// Which texts are in English, so that a screen reader says them as English. The server does not tell; function words do.

const ENGLISH = new Set("the of and to in is are that for with shall be by on as or not their this which from".split(" "));
const SWEDISH = new Set("och att det som en på är av för med den till inte om har de ett vid eller ska".split(" "));
const LEAST = 2;

/** "en" for what is clearly English, else null: the language of the page. */
export function languageOf(text) {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const english = words.filter((word) => ENGLISH.has(word)).length;
  const swedish = words.filter((word) => SWEDISH.has(word)).length;
  return english >= LEAST && english > 2 * swedish ? "en" : null;
}

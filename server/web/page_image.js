// A page of a PDF as it is printed, with the quote marked in it.

import { button, el } from "./dom.js";
import { readFile } from "./server.js";
import { printed } from "./words.js";

/** The image of a page, or null where the server has none: it is drawn of PDFs alone. */
export async function pageImage(doc, key, mark, signal) {
  const path = `api/documents/${encodeURIComponent(doc)}/pages/${encodeURIComponent(key)}/image`;
  const width = devicePixelRatio > 1 ? 1_800 : 1_200; // it can be looked at enlarged
  const { blob } = await readFile(`${path}?mark=${encodeURIComponent(mark)}&width=${width}`, signal);
  return createImageBitmap(blob);
}

/** The image in a frame, whole at first, with a button that makes it larger. */
export function framed(bitmap, key) {
  // a canvas needs no address, so the key is sent along with the request and the page's policy stays as it is
  const canvas = el("canvas", {
    width: bitmap.width,
    height: bitmap.height,
    role: "img",
    "aria-label": `Sidan ${printed(key)} som bild. Samma text står bredvid.`,
  });
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const frame = el("div", { class: "page-frame", tabindex: "0", role: "group", "aria-label": `Bild av sidan ${printed(key)}` }, canvas);
  const zoom = button("Förstora", "zoom", () => {
    const large = frame.classList.toggle("large");
    zoom.querySelector("span").textContent = large ? "Förminska" : "Förstora";
  });
  return el("div", { class: "page-image" }, frame, zoom);
}

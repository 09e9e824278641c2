// Elements out of values. Text from the server goes in as text nodes alone: there is no way to markup from here.

/** An element with attributes (`on` holds listeners; false and null leave an attribute out) and children. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter(Boolean));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** One of the symbols of the page, for the eye alone. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A button of words, with a symbol before them. */
export function button(words, symbol, onClick, attributes = {}) {
  return el(
    "button",
    { type: "button", class: "quiet", on: { click: onClick }, ...attributes },
    symbol && icon(symbol),
    el("span", {}, words),
  );
}

/** The element of the page with this id. */
export function byId(id) {
  return document.getElementById(id);
}

let announced = 0;

/** Has a screen reader say this when it is done with what it says; again, if the same is said twice. */
export function announce(words, region = byId("announcer")) {
  announced += 1;
  region.textContent = announced % 2 ? words : `${words}\u00a0`;
}

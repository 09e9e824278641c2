// Light or dark: as the system has it, until the person chooses. Runs before the first paint.

const KEY = "belagg.utseende";
const root = document.documentElement;

function isDark() {
  const chosen = root.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

const kept = localStorage.getItem(KEY);
if (kept === "dark" || kept === "light") root.dataset.theme = kept;

/** Makes the button switch between light and dark, and say which it switches to. */
export function themeSwitch(switcher) {
  const name = () => {
    switcher.querySelector("span").textContent = isDark() ? "Ljust läge" : "Mörkt läge";
  };
  switcher.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem(KEY, root.dataset.theme);
    name();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
  name();
}

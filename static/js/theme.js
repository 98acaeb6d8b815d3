// Runs before the first paint of every page of the site: the reader's theme.

let theme = null;
try {
  theme = localStorage.getItem("llmemu.theme");
} catch {
  // no storage in this browser; the system's choice stands
}
document.documentElement.dataset.theme = theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

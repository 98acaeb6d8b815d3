// Runs before the first paint: the reader's theme, and whether the address asks for another scenario than the one drawn.

const root = document.documentElement;
let theme = null;
try {
  theme = localStorage.getItem("llmemu.theme");
} catch {
  // no storage in this browser; the system's choice stands
}
root.dataset.theme = theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
if (/[#&]s=/.test(location.hash)) root.dataset.link = "opening";

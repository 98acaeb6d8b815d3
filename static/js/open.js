// The dialog that opens a scenario (pasted JSON, a pasted link, or a file) or a profile that the reader brings (a file).
// Files dropped anywhere on the page go the same way.

import * as engine from "./engine.js";
import { fileTooLarge, mayBeScenario, tooLarge } from "./guard.js";

const dialog = document.getElementById("open");
const text = dialog.querySelector("textarea");
const file = dialog.querySelector("input[type=file]");
const problem = dialog.querySelector(".field-error");
const meter = dialog.querySelector(".open-progress");

/**
 * Wires the dialog up. read gets the text of a scenario and answers what is wrong with it, "" if nothing; keep gets an
 * imported profile.
 */
export function mount({ read, keep }) {
  let giveUp = () => {};
  const open = (content) => {
    const wrong = content.trim() === "" ? "There is nothing to open yet." : tooLarge(content.length) || read(content);
    say(wrong);
    if (!wrong) dialog.close();
  };
  const importProfile = async (chosen) => {
    progress(chosen.name, 0);
    const work = engine.importFile(chosen, (share) => progress(chosen.name, share));
    giveUp = work.giveUp;
    await keep(await work.imported);
    dialog.close();
  };
  const openFile = async (chosen) => {
    if (!chosen) return;
    giveUp();
    if (!dialog.open) show();
    say("");
    try {
      const wrong = fileTooLarge(chosen.size);
      if (wrong) throw new Error(wrong);
      if (await mayBeScenario(chosen)) open(await chosen.text());
      else await importProfile(chosen);
    } catch (error) {
      say(`${chosen.name}: ${error.message}`);
    }
  };
  dialog.querySelector("form").addEventListener("submit", (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    open(text.value);
  });
  dialog.addEventListener("close", () => giveUp());
  text.addEventListener("paste", (event) => {
    const wrong = tooLarge(event.clipboardData?.getData("text").length ?? 0);
    if (!wrong) return;
    event.preventDefault();
    say(wrong);
  });
  file.addEventListener("change", () => openFile(file.files[0]));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    openFile(event.dataTransfer.files[0]);
  });
}

export function show() {
  say("");
  text.value = "";
  file.value = "";
  dialog.showModal();
}

function say(wrong) {
  problem.textContent = wrong;
  problem.hidden = !wrong;
  text.setAttribute("aria-invalid", String(Boolean(wrong)));
  meter.hidden = true;
}

/** Shows how far a file is read; once it is, the engine works on it for as long as it takes. */
function progress(name, share) {
  meter.hidden = false;
  const bar = meter.querySelector("progress");
  if (share < 1) bar.value = share;
  else bar.removeAttribute("value");
  meter.querySelector("span").textContent = share < 1 ? `Reading ${name}` : `Making a profile of ${name}`;
}

// The dialog that opens a scenario (pasted JSON, a pasted link, or a file) or a profile that the reader brings (a file).
// Files dropped anywhere on the page go the same way.

import { byId } from "./element.js";
import { fileTooLarge, mayBeScenario, tooLarge } from "./guard.js";
import { importFile } from "./importing.js";
import { reason } from "./reason.js";

/** @import { OwnProfile } from "./types/messages" */

const dialog = /** @type {HTMLDialogElement} */ (byId("open"));
const text = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea"));
const file = /** @type {HTMLInputElement} */ (dialog.querySelector("input[type=file]"));
const problem = /** @type {HTMLElement} */ (dialog.querySelector(".field-error"));

/**
 * Wires the dialog up. read gets the text of a scenario and answers what is wrong with it, "" if nothing; keep gets an
 * imported profile.
 *
 * @param {{ read(text: string): string, keep(profile: OwnProfile): Promise<void> }} on
 */
export function mount({ read, keep }) {
  const open = (/** @type {string} */ content) => {
    const wrong = content.trim() === "" ? "There is nothing to open yet." : tooLarge(content.length) || read(content);
    say(wrong);
    if (!wrong) dialog.close();
  };
  const openFile = async (/** @type {File | undefined} */ chosen) => {
    if (!chosen) return;
    try {
      const wrong = fileTooLarge(chosen.size);
      if (wrong) throw new Error(wrong);
      if (await mayBeScenario(chosen)) {
        if (!dialog.open) show();
        return open(await chosen.text());
      }
      dialog.close();
      await keep(await importFile(chosen));
    } catch (error) {
      if (!dialog.open) show();
      say(`${chosen.name}: ${reason(error)}`);
    }
  };
  dialog.querySelector("form")?.addEventListener("submit", (event) => {
    if (/** @type {HTMLButtonElement | null} */ (event.submitter)?.value === "cancel") return;
    event.preventDefault();
    open(text.value);
  });
  text.addEventListener("paste", (event) => {
    const wrong = tooLarge(event.clipboardData?.getData("text").length ?? 0);
    if (!wrong) return;
    event.preventDefault();
    say(wrong);
  });
  file.addEventListener("change", () => openFile(file.files?.[0]));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    openFile(event.dataTransfer?.files[0]);
  });
}

export function show() {
  say("");
  text.value = "";
  file.value = "";
  dialog.showModal();
}

/** @param {string} wrong */
function say(wrong) {
  problem.textContent = wrong;
  problem.hidden = !wrong;
  text.setAttribute("aria-invalid", String(Boolean(wrong)));
}

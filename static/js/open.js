// The dialog that opens a scenario (pasted JSON, a pasted link, command lines of vLLM, or a file) or a profile that the reader brings (a
// file). Files dropped anywhere on the page go the same way.

import { byId, element } from "./element.js";
import { notes } from "./flagnotes.js";
import { fileTooLarge, mayBeScenario, tooLarge } from "./guard.js";
import { importFile } from "./importing.js";
import { reason } from "./reason.js";

/** @import { FlagsAnswer, OwnProfile } from "./types/messages" */

const dialog = /** @type {HTMLDialogElement} */ (byId("open"));
const text = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea"));
const file = /** @type {HTMLInputElement} */ (dialog.querySelector("input[type=file]"));
const problem = /** @type {HTMLElement} */ (dialog.querySelector(".field-error"));

const report = /** @type {HTMLElement} */ (dialog.querySelector(".flag-report"));

/**
 * Whether a text is command lines of vLLM, or settings as charts have them, and neither JSON nor a link.
 *
 * @param {string} content
 */
export const isCommand = (content) => !/^\s*\{/.test(content) && !content.includes("#s=") && /vllm|(^|\s)-{1,2}[a-z]|^\s*(args|command|image|model|services)\s*:/im.test(content);

/**
 * Wires the dialog up. read gets the text of a scenario and answers what is wrong with it, "" if nothing; command gets command lines and
 * answers with a scenario; keep gets an imported profile.
 *
 * @param {{ read(text: string): string, command(text: string): Promise<FlagsAnswer>, keep(profile: OwnProfile): Promise<void> }} on
 */
export function mount({ read, command, keep }) {
  const open = (/** @type {string} */ content) => {
    const wrong = content.trim() === "" ? "There is nothing to open yet." : tooLarge(content.length);
    if (!wrong && isCommand(content)) return void openCommand(content);
    say(wrong || read(content));
    if (problem.hidden) dialog.close();
  };
  const openCommand = async (/** @type {string} */ content) => {
    say("");
    report.replaceChildren(element("p", { textContent: "Reading the command lines" }));
    try {
      const { text: scenario, notes: list } = await command(content);
      const wrong = read(scenario);
      if (wrong) throw new Error(wrong);
      report.replaceChildren(element("h3", { textContent: "The scenario is open" }), ...notes(list));
      done(true);
    } catch (error) {
      report.replaceChildren();
      say(reason(error));
    }
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
  report.replaceChildren();
  done(false);
  text.value = "";
  file.value = "";
  dialog.showModal();
}

/**
 * Leaves of the dialog what was found and a button that closes it, or shows all of it.
 *
 * @param {boolean} on
 */
function done(on) {
  dialog.classList.toggle("dialog-done", on);
  const close = dialog.querySelector("[value=cancel]");
  if (close) close.textContent = on ? "Close" : "Cancel";
}

/** @param {string} wrong */
function say(wrong) {
  problem.textContent = wrong;
  problem.hidden = !wrong;
  text.setAttribute("aria-invalid", String(Boolean(wrong)));
}

// The dialog that shares a scenario: its link is on the clipboard already, and here is what else can be made of it.

import { byId, element } from "./element.js";
import * as engine from "./engine.js";
import { notes } from "./flagnotes.js";
import { reason } from "./reason.js";

/** @import { SharedScenario } from "./types/messages" */

const dialog = /** @type {HTMLDialogElement} */ (byId("share"));
const body = /** @type {HTMLElement} */ (dialog.querySelector(".share-body"));

/**
 * A form of the scenario that can be copied.
 *
 * @param {string} title
 * @param {string} text
 * @param {string} name of what is copied, for who cannot see it
 */
function form(title, text, name) {
  const box = element("textarea", { className: "share-text", readOnly: true, value: text, rows: Math.min(12, text.split("\n").length), spellcheck: false, attr: { "aria-label": name } });
  const button = element("button", { className: "button", type: "button", textContent: "Copy", attr: { "aria-label": `Copy ${name}` } });
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl C"; // it is selected
    }
  });
  return element("section", { className: "share-form" }, element("div", { className: "card-head" }, element("h3", { textContent: title }), button), box);
}

/**
 * What stands behind a button until it is asked for.
 *
 * @param {string} title
 * @param {() => Promise<HTMLElement[]>} make
 */
function later(title, make) {
  const place = element("div", { className: "share-later" });
  const button = element("button", { className: "button", type: "button", textContent: title });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      place.replaceChildren(...(await make()));
    } catch (error) {
      button.disabled = false;
      place.replaceChildren(button, element("p", { className: "field-error", textContent: reason(error), attr: { role: "alert" } }));
    }
  });
  place.append(button);
  return place;
}

/** @param {SharedScenario} shared */
async function commands({ scenario, offer }) {
  const { text, notes: list } = await engine.askFlags({ type: "toFlags", scenario, offer });
  return [form("vLLM", text, "the command lines of vLLM"), ...(list.length ? notes(list) : [])];
}

/** @param {string} link */
async function picture(link) {
  const { code, most } = await import("./qr.js");
  if (link.length > most) throw new Error(`The link has ${link.length} characters; a QR code holds at most ${most}.`);
  const { size, path } = code(link);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "QR code of the link");
  svg.setAttribute("class", "share-code");
  const modules = document.createElementNS(svg.namespaceURI, "path");
  modules.setAttribute("d", path);
  svg.append(modules);
  return [/** @type {HTMLElement} */ (/** @type {unknown} */ (svg))];
}

/**
 * Text as Markdown shows it as it is.
 *
 * @param {string} text
 */
const plain = (text) => text.replace(/[\\`*_[\]<>#|]/g, "\\$&").replace(/\s+/g, " ");

/**
 * A line of Markdown: the title as a link, and the figures of its run.
 *
 * @param {Pick<SharedScenario, "title" | "figures">} shared
 * @param {string} link
 */
export const markdown = ({ title, figures }, link) => `[${plain(title)}](${link})${figures ? `: ${figures}, emulated` : ""}`;

/** @param {SharedScenario} shared */
export function show(shared) {
  const link = location.href;
  body.replaceChildren(
    form("Link", link, "the link"),
    form("Markdown", markdown(shared, link), "the Markdown"),
    form("In a terminal", `llmemu run '${link}'`, "the command"),
    ...(shared.offer ? [later("Show as vllm serve and vllm bench serve", () => commands(shared))] : []),
    later("Show a QR code", () => picture(link)),
    element("p", {}, element("a", { className: "share-file", textContent: "Save the scenario as a file", href: `data:application/json,${encodeURIComponent(shared.scenario)}`, attr: { download: "scenario.json" } })),
  );
  dialog.showModal();
}

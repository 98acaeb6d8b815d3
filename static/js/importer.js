// The thread that reads what someone brings. Messages in: {type: "import", file}; {type: "fromFlags", text, offers, present};
// {type: "toFlags", scenario, offer}. Messages out: {type: "progress", stage, share} and {type: "done", profile} of a file, {type: "flags",
// answer} of command lines, and {type: "failed", error}.

import * as program from "./program.js";
import { read } from "./read.js";
import { isFailure, reason } from "./reason.js";

/** @import { Flags, FromImporter, ToImporter } from "./types/messages" */

self.onmessage = (/** @type {MessageEvent<ToImporter>} */ { data }) => {
  if (data.type === "program") return program.start(data);
  const work = data.type === "import" ? importFile(data.file) : flags(data);
  work.catch((error) => program.over(error) || fail(reason(error)));
};

/** @param {FromImporter} message */
const tell = (message) => postMessage(message);

/** @param {File} file */
async function importFile(file) {
  const [content] = await Promise.all([read(file, (share) => tell({ type: "progress", stage: "read", share })), program.ready]);
  const taken = (/** @type {number} */ share) => tell({ type: "progress", stage: "take", share });
  taken(0);
  const made = llmemu.importProfile(content, file.name, taken);
  if (isFailure(made)) return fail(made.error);
  const { profile, digest, sheet, report } = made;
  tell({ type: "done", profile: { id: JSON.parse(sheet).id, bytes: profile, digest, sheet, report } });
}

/** @param {Flags} asked */
async function flags(asked) {
  await program.ready;
  const made = asked.type === "fromFlags" ? llmemu.fromFlags(asked.text, asked.offers, asked.present) : llmemu.toFlags(asked.scenario, asked.offer);
  if (isFailure(made)) return fail(made.error);
  tell({ type: "flags", answer: { text: "scenario" in made ? made.scenario : made.text, notes: JSON.parse(made.notes) } });
}

/** @param {string} error */
const fail = (error) => tell({ type: "failed", error });

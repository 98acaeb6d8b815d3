// The thread that makes a profile of a file: message in {type: "import", file}, messages out {type: "progress", stage, share},
// {type: "done", profile} and {type: "failed", error}.

import * as program from "./program.js";
import { read } from "./read.js";
import { isFailure, reason } from "./reason.js";

/** @import { FromImporter, ToImporter } from "./types/messages" */

self.onmessage = (/** @type {MessageEvent<ToImporter>} */ { data }) => {
  if (data.type === "program") program.start(data);
  else importFile(data.file).catch((error) => program.over(error) || fail(reason(error)));
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

/** @param {string} error */
const fail = (error) => tell({ type: "failed", error });

// The thread that makes a profile of a file: message in {file}, messages out {type: "progress", progress},
// {type: "done", profile} and {type: "failed", error}.

import * as program from "./program.js";
import { read } from "./read.js";

self.onmessage = ({ data }) => {
  if (data.type === "program") program.start(data);
  else importFile(data.file).catch((error) => fail(String(error.message ?? error)));
};

async function importFile(file) {
  const [content] = await Promise.all([read(file, (share) => postMessage({ type: "progress", progress: share })), program.ready]);
  const { error, profile, digest, sheet, report } = llmemu.importProfile(content, file.name);
  if (error) return fail(error);
  postMessage({ type: "done", profile: { id: JSON.parse(sheet).id, bytes: profile, digest, sheet, report } });
}

const fail = (error) => postMessage({ type: "failed", error });

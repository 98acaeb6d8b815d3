// The worker's trace of the run that questions are about. The engine is deterministic: emulating a run again gives the
// run on show, with what its log does not keep.

import { isFailure } from "./reason.js";

/** @import { Job } from "./types/messages" */

/**
 * Makes a function that answers a question about a run, retracing the run first if the last question was about another.
 * files loads what a job names, slice is how long the engine may work in one piece, breathe lets messages be handled. What comes back
 * has two functions beside it: stop gives up the recording under way, drop lets go of one that is done.
 *
 * @param {{
 *   files: (job: Job) => Promise<[Uint8Array | null, Uint8Array | null, ...unknown[]]>,
 *   slice: number,
 *   breathe: () => Promise<void>,
 * }} on
 */
export function retracer({ files, slice, breathe }) {
  let retraced = ""; // key of the run that the engine holds
  let wanted = ""; // key of the run that was asked about last
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();

  /**
   * @param {Job} job
   * @param {string} key
   * @param {(share: number) => void} progress
   */
  async function retrace(job, key, progress) {
    const [profile, stream] = await files(job);
    retraced = "";
    const refusal = llmemu.explainStart(job.scenario, profile, stream);
    if (refusal) throw new Error(refusal.error);
    for (;;) {
      if (key !== wanted) throw new Error(wanted ? "another run was asked about" : "The run was not recorded: cancelled.");
      const reached = llmemu.explainAdvance(slice);
      if (isFailure(reached)) throw new Error(reached.error);
      if (reached.done) break;
      progress(reached.progress);
      await breathe();
    }
    retraced = key;
  }

  /**
   * @template Answer
   * @param {Job} job
   * @param {() => Answer} question
   * @param {(share: number) => void} [progress] how far the recording is
   * @returns {Promise<Answer>}
   */
  const ask = (job, question, progress = () => {}) => {
    const key = JSON.stringify([job.scenario, job.profile, job.stream]);
    wanted = key;
    const answer = last.then(async () => {
      if (retraced !== key) await retrace(job, key, progress);
      return question();
    });
    last = answer.catch(() => {});
    return answer;
  };
  const stop = () => {
    wanted = "";
  };
  const drop = () => {
    if (!retraced) return;
    retraced = "";
    llmemu.explainDrop();
  };
  return Object.assign(ask, { stop, drop });
}

// What goes wrong, as the page says it.

/** @import { Failure } from "./types/messages" */

/**
 * An error in words.
 *
 * @param {unknown} error
 */
export const reason = (error) => (error instanceof Error ? error.message : String(error));

/**
 * Whether a Go program says that it cannot.
 *
 * @param {unknown} answer
 * @returns {answer is Failure}
 */
export const isFailure = (answer) => typeof answer === "object" && answer !== null && "error" in answer;

/**
 * What a Go program answers, unless it cannot.
 *
 * @template Answer
 * @param {Answer | Failure} answer
 * @returns {Answer}
 */
export function demand(answer) {
  if (isFailure(answer)) throw new Error(answer.error);
  return answer;
}

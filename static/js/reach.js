// What comes from the site, and why it does not: the page goes on with what it has, and says what it lacks.

/** Why the site does not answer, as far as the browser knows. */
export const unreachable = () => (navigator.onLine === false ? "this device is offline" : "the site does not answer; is this device offline?");

/**
 * Whether a message is of a file that could not be reached, so that it is of no more use once the device is back.
 *
 * @param {string} message
 */
export const isUnreached = (message) => /could not be loaded: .* offline/.test(message);

/**
 * The message for a file that does not come.
 *
 * @param {string} what
 * @param {unknown} error
 */
export const lacking = (what, error) => new Error(`${what} could not be loaded: ${error instanceof TypeError ? unreachable() : error instanceof Error ? error.message : error}`);

/**
 * Fetches a file and reads it, or says in words why not.
 *
 * @template Content
 * @param {string} file
 * @param {(response: Response) => Promise<Content>} read
 * @returns {Promise<Content>}
 */
export async function get(file, read) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(file);
    if (response.ok) return await read(response);
  } catch (error) {
    throw lacking(file, error);
  }
  throw new Error(`${file} could not be loaded (${response.status})`);
}

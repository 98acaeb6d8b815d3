// Reads a file piece by piece, so that the reader sees how far it is.

/**
 * The content of a file; progress is called with the share read so far, 0 to 1.
 *
 * @param {File} file
 * @param {(share: number) => void} progress
 */
export async function read(file, progress) {
  const content = new Uint8Array(file.size);
  let length = 0;
  for await (const piece of pieces(file.stream().getReader())) {
    content.set(piece, length);
    length += piece.length;
    progress(length / file.size);
  }
  return content;
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
async function* pieces(reader) {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

// A QR code of a text. It is a file of its own: few readers ask for one.

import qrcode from "qrcode-generator";

/** Bytes that the largest code holds, with the least correction. */
export const most = 2953;

/**
 * The code as SVG, one unit a module and four units of margin: the text is dark on light in every theme, as scanners want it.
 *
 * @param {string} text at most `most` bytes
 */
export function code(text) {
  const qr = qrcode(0, text.length > 1000 ? "L" : "M");
  qr.addData(text, "Byte");
  qr.make();
  const n = qr.getModuleCount();
  let path = "";
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) if (qr.isDark(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  }
  return { size: n + 8, path };
}

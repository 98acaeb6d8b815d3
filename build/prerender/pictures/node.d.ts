// What draw.js uses of Node.

declare module "node:buffer" {
  export const Buffer: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> };
}

declare module "node:stream/consumers" {
  export function text(stream: unknown): Promise<string>;
}

declare const process: { stdin: unknown; stdout: { write(text: string): void } };

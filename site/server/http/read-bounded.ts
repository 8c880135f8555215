/** The whole body; stops reading as soon as it is too much, whatever length was announced, and throws what it is given. */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  mostBytes: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

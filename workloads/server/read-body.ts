/** The whole body of a request, or undefined where it is larger than the limit: then the rest is read and dropped, so that a client that is still sending sees the refusal. */
export async function readBody(request: AsyncIterable<Buffer>, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}

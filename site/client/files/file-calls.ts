import { fileSaved, fileTree, type FileTree } from '#site/protocol/files.ts';
import { nothing, request, requestBytes, type Bytes } from '../http/request.ts';

/** What the page asks of the files of one attempt's workspace. Failures are `ApiProblem`s. */
export class FileCalls {
  readonly #base: string;
  readonly #signal: AbortSignal;

  constructor(attempt: string, signal: AbortSignal) {
    this.#base = `/api/attempts/${attempt}/files`;
    this.#signal = signal;
  }

  /** Where the bytes of a file are, also for a download. */
  address(path: string): string {
    return `${this.#base}/content?path=${encodeURIComponent(path)}`;
  }

  list(): Promise<FileTree> {
    return request({ path: this.#base, schema: fileTree, signal: this.#signal });
  }

  read(path: string): Promise<Bytes> {
    return requestBytes(this.address(path), this.#signal);
  }

  /** Takes the place of the revision with this `etag`, or of nothing; answers the new one's. */
  async write(path: string, body: Blob, replaces: string | undefined): Promise<string> {
    const headers: Record<string, string> =
      replaces === undefined ? { 'if-none-match': '*' } : { 'if-match': replaces };
    const { revision } = await request({
      method: 'PUT',
      path: this.address(path),
      schema: fileSaved,
      body,
      headers,
      signal: this.#signal,
    });
    return `"${revision}"`;
  }

  async rename(from: string, to: string): Promise<void> {
    const path = `${this.#base}/rename`;
    await request({ method: 'POST', path, schema: nothing, body: { from, to }, signal: this.#signal });
  }

  async remove(path: string): Promise<void> {
    await request({ method: 'DELETE', path: this.address(path), schema: nothing, signal: this.#signal });
  }
}

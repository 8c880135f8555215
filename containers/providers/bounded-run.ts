import { PassThrough } from 'node:stream';
import { Fault } from '#containers/contract/fault.ts';
import type { ExecRequest } from '#containers/contract/environment.ts';

const usualOutputBytes = 1024 * 1024;

/** Every process of a run inherits this variable, so that all of them can be found again, whatever they did since. */
export const runVariable = 'KINDLAB_RUN';

/** Ends every process of a run; its first argument is the value of the variable. */
export const killScript = `for environ in /proc/[0-9]*/environ; do
  if grep -qzsx "${runVariable}=$1" "$environ"; then pid=\${environ#/proc/}; kill -KILL "\${pid%/environ}"; fi
done 2>/dev/null; exit 0`;

/** Our own deadline kills the run; `timeout` only ends what a killed server of ours would leave running for ever. */
export function backstopped(request: ExecRequest): string[] {
  const seconds = Math.ceil(request.timeoutMs / 1000) + 30;
  return ['timeout', '--signal=KILL', String(seconds), ...request.command];
}

/** A command that did not end in time. */
export function timedOut(request: ExecRequest): Fault {
  return new Fault({
    code: 'TIMEOUT',
    message: `\`${request.command.join(' ').slice(0, 200)}\` did not end within ${String(request.timeoutMs)} ms and was killed.`,
    hint: 'Give it more time, or look at what it waits for.',
  });
}

/** Keeps the first bytes and swallows the rest, so that a chatty command neither fills memory nor blocks. */
export class CappedText {
  readonly stream = new PassThrough();
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(mostBytes = usualOutputBytes) {
    this.stream.on('data', (chunk: Buffer) => {
      const kept = chunk.subarray(0, mostBytes - this.#bytes);
      this.#bytes += kept.length;
      if (kept.length > 0) this.#chunks.push(kept);
    });
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

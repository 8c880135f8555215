import type { Environment, EnvironmentProvider, Shell } from '#containers/contract/environment.ts';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';

/** Byte `n` of the endless stream; neighbours and pages differ, so that a lost or repeated piece shows. */
export function byteAt(n: number): number {
  return (n * 31 + (n >>> 8) * 17 + (n >>> 16) * 7) & 0xff;
}

/** A PTY that writes an endless known stream while it may, and remembers what was typed. */
export class CountingShell implements Shell {
  written = 0;
  paused = false;
  pauses = 0;
  detached = false;
  ended = false;
  typed = Buffer.alloc(0);
  sizes: string[] = [];
  #listener: ((chunk: Uint8Array) => void) | undefined;
  #onClose: ((reason: 'detached' | 'exited') => void) | undefined;

  /** Writes `count` bytes, or fewer when it is paused. */
  emit(count: number): void {
    for (let left = count; left > 0 && !this.paused && !this.detached; left -= 16_384) {
      const from = this.written;
      const chunk = Buffer.from(
        Array.from({ length: Math.min(left, 16_384) }, (_, index) => byteAt(from + index)),
      );
      this.written += chunk.length;
      this.#listener?.(chunk);
    }
  }

  end(reason: 'detached' | 'exited'): void {
    this.detached = true;
    this.ended = reason === 'exited';
    this.#onClose?.(reason);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#listener = listener;
  }
  onClose(listener: (reason: 'detached' | 'exited') => void): void {
    this.#onClose = listener;
  }
  write(data: Uint8Array): void {
    this.typed = Buffer.concat([this.typed, data]);
  }
  resize(cols: number, rows: number): Promise<void> {
    this.sizes.push(`${cols}x${rows}`);
    return Promise.resolve();
  }
  pause(): void {
    this.paused = true;
    this.pauses += 1;
  }
  resume(): void {
    this.paused = false;
  }
  detach(): Promise<void> {
    this.detached = true;
    return Promise.resolve();
  }
}

/** A fake provider whose shells are counting ones; the newest is `shells.at(-1)`. */
export function countingProvider(): {
  readonly provider: EnvironmentProvider;
  readonly shells: CountingShell[];
} {
  const shells: CountingShell[] = [];
  const fake = new FakeProvider({ delaysMs: quick });
  const create = fake.create.bind(fake);
  const provider: EnvironmentProvider = Object.assign(fake, {
    create: async function* (...args: Parameters<typeof create>) {
      const environment: Environment = yield* create(...args);
      return {
        ...environment,
        openShell: () => {
          const shell = new CountingShell();
          shells.push(shell);
          return Promise.resolve(shell);
        },
        endShell: () => Promise.resolve(shells.at(-1)?.end('exited')),
      };
    },
  });
  return { provider, shells };
}

export const quick = { network: 1, node: 1, 'control-plane': 1, vault: 1, workspace: 1, ready: 1 };

import { frameKind } from '#site/protocol/terminal.ts';
import { encodeFrame } from './frames.ts';
import type { LineClient, TerminalLine } from './terminal-line.ts';

const mostPerFrame = 64 * 1024;

/**
 * Shows a line to one more client, read-only: it neither takes the line from its learner nor holds it up. A client that
 * falls out of the replay ring is told that the line ended, and may begin anew.
 */
export class LineWatch {
  readonly epoch: string;
  readonly #line: TerminalLine;
  readonly #client: LineClient;
  readonly #stop: () => void;
  #sent: number;
  #sending = false;
  #over = false;

  constructor(line: TerminalLine, client: LineClient, offset: number) {
    this.epoch = line.epoch;
    this.#line = line;
    this.#client = client;
    this.#sent = offset;
    this.#stop = line.follow(() => this.#pump());
    this.#pump();
  }

  close(): void {
    this.#over = true;
    this.#stop();
  }

  #pump(): void {
    if (this.#over || this.#sending) return;
    if (this.#sent < this.#line.outputStart) return this.#end('overrun');
    if (this.#sent === this.#line.outputOffset) {
      if (this.#line.end !== undefined) this.#end(this.#line.end);
      return;
    }
    const payload = this.#line.readOutput(this.#sent, mostPerFrame);
    const frame = encodeFrame(frameKind.output, this.#sent, payload);
    this.#sent += payload.length;
    this.#sending = true;
    this.#client.sendFrame(frame, () => {
      this.#sending = false;
      this.#pump();
    });
  }

  #end(reason: 'detached' | 'exited' | 'overrun'): void {
    this.close();
    this.#client.lineEnded(reason);
  }
}

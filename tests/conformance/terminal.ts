import type { Environment, Shell } from '#containers/contract/environment.ts';

const answerMs = 30_000;

/** A person at a terminal: types, and waits until the screen shows what it should. */
export interface TestTerminal {
  readonly shell: Shell;
  readonly closed: Promise<'exited' | 'detached'>;
  /** Everything that came so far. */
  text(): string;
  bytes(): number;
  /** Sends keys and waits for new output that holds the text. */
  type(keys: string, until: string): Promise<void>;
}

/** Opens a tab and waits until the text is on its screen. */
export async function openTerminal(
  environment: Environment,
  tab: string,
  until: string,
  rows = 24,
): Promise<TestTerminal> {
  const shell = await environment.openShell({ tab, cols: 80, rows }, AbortSignal.timeout(answerMs));
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  let onText = (): void => undefined;
  shell.onData((chunk) => {
    bytes += chunk.length;
    // Enough for every expectation, and bounded in a flood.
    text = `${text}${decoder.decode(chunk, { stream: true })}`.slice(-200_000);
    onText();
  });
  const closed = new Promise<'exited' | 'detached'>((resolve) => shell.onClose(resolve));
  const appears = async (wanted: string, from: number): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${JSON.stringify(wanted)} on the screen:\n${text.slice(-500)}`)),
        answerMs,
      );
      onText = () => {
        if (!text.slice(from).includes(wanted)) return;
        clearTimeout(timer);
        resolve();
      };
      onText();
    });
  };
  await appears(until, 0);
  return {
    shell,
    closed,
    text: () => text,
    bytes: () => bytes,
    type: async (keys, wanted) => {
      const from = keys === '\x03' ? 0 : text.length;
      if (keys === '\x03') text = '';
      shell.write(Buffer.from(keys));
      await appears(wanted, from);
    },
  };
}

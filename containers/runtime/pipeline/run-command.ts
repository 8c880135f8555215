import { execa } from 'execa';
import { Fault } from '#containers/contract/fault.ts';

export interface CommandOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called with every line of stdout and stderr. */
  readonly onLine?: (line: string) => void;
}

const tailLines = 25;

/**
 * Runs a program to its end and answers its stdout. A non-zero exit, a missing program or a passed deadline is
 * a Fault COMMAND_FAILED or TIMEOUT with a pasteable command line and the end of the output; an abort rejects
 * with the signal's reason. In each case the whole process group has been killed first.
 */
export async function runCommand(argv: readonly string[], options: CommandOptions): Promise<string> {
  options.signal.throwIfAborted();
  const [file = '', ...args] = argv;
  const tail: string[] = [];
  const stdout: string[] = [];
  const child = execa(file, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    env: { ...options.env },
    // Own process group: compilers and package scripts start children that a plain kill would orphan.
    detached: true,
    reject: false,
    buffer: false,
  });
  const stop = () => killGroup(child.pid);
  const timer = setTimeout(stop, options.timeoutMs);
  options.signal.addEventListener('abort', stop, { once: true });
  const startedAt = Date.now();
  try {
    const collect = async (from: 'stdout' | 'stderr') => {
      for await (const line of child.iterable({ from })) {
        if (from === 'stdout') stdout.push(line);
        tail.push(line);
        if (tail.length > tailLines) tail.shift();
        options.onLine?.(line);
      }
    };
    const [result] = await Promise.all([child, collect('stdout'), collect('stderr')]);
    options.signal.throwIfAborted();
    if (!result.failed) return stdout.join('\n');
    throw commandFault(argv, {
      tail,
      exitCode: result.exitCode,
      cause: result.cause,
      timedOut: Date.now() - startedAt >= options.timeoutMs,
    });
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    ignoreAlreadyGone(error);
  }
}

/** The group may have ended between the decision and the kill; nothing is left to do then. */
function ignoreAlreadyGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
}

interface Ending {
  readonly tail: readonly string[];
  readonly exitCode: number | undefined;
  readonly cause: unknown;
  readonly timedOut: boolean;
}

function commandFault(argv: readonly string[], ending: Ending): Fault {
  const line = quoteCommand(argv);
  if (ending.timedOut) {
    return new Fault({
      code: 'TIMEOUT',
      message: `\`${line}\` did not end in time and was stopped.\n${ending.tail.join('\n')}`,
      hint: 'Try again; if it happens again, the machine or its network is much slower than expected.',
    });
  }
  const how =
    ending.exitCode === undefined ? 'could not be started' : `ended with exit code ${ending.exitCode}`;
  return new Fault({
    code: 'COMMAND_FAILED',
    message: `\`${line}\` ${how}.\n${ending.tail.join('\n')}`.trimEnd(),
    hint: 'The last lines of its output say why. The command can be pasted into a shell to try it by hand.',
    cause: ending.cause,
  });
}

/** One line that a POSIX shell splits into exactly these words. */
export function quoteCommand(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

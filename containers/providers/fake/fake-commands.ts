import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FakeFiles } from './fake-files.ts';

export interface FakeCommandContext {
  readonly files: FakeFiles;
  readonly signal: AbortSignal;
  readonly size: () => { readonly cols: number; readonly rows: number };
  /** Resolves when the reader took the text. */
  readonly print: (text: string) => Promise<void>;
}

const help = `This is Kindlab's fake workspace: no containers, no cluster, the same answers every time.
  cat FILE  clear  echo [-e] TEXT [> FILE]  exit  help  kubectl get KIND  ln -s TO FILE  ls  seq N  size  yes (until Ctrl-C)
`;

const tables: Readonly<Record<string, string>> = {
  namespaces:
    'NAME               STATUS   AGE\ndefault            Active   2m\nkube-system        Active   2m\nlab1               Active   1m\nvault              Active   2m\n',
  nodes:
    'NAME                   STATUS   ROLES           AGE   VERSION\nkindlab-fake-control   Ready    control-plane   2m    v1.34.4\n',
  pods: 'NAME                                READY   STATUS    RESTARTS   AGE\nexternal-secrets-6f7c4d8b5c-x2x7k   1/1     Running   0          1m\n',
  secrets: 'NAME           TYPE     DATA   AGE\nmyapp-config   Opaque   2      40s\n',
  externalsecrets:
    'NAME           STORETYPE     STORE       REFRESH INTERVAL   STATUS         READY\nmyapp-config   SecretStore   vault-dev   1m0s               SecretSynced   True\n',
};
const shortNames: Readonly<Record<string, string>> = {
  ns: 'namespaces',
  no: 'nodes',
  po: 'pods',
  pod: 'pods',
  secret: 'secrets',
  es: 'externalsecrets',
};
const longestSequence = 1_000_000;

/** Runs one line of the fake shell; `interrupted` when the signal ended it. */
export async function runFakeCommand(
  line: string,
  context: FakeCommandContext,
): Promise<'done' | 'interrupted'> {
  const [name = '', ...words] = line.split(/\s+/);
  if (name === 'yes') return repeat(`${words.join(' ') || 'y'}\n`, context);
  if (name === 'seq') return sequence(Number(words[0]), context);
  await context.print(answer(name, words, context));
  return 'done';
}

function answer(name: string, words: readonly string[], context: FakeCommandContext): string {
  if (name === 'help') return help;
  if (name === 'echo') return echo(words, context.files);
  if (name === 'cat') return context.files.textOf(words[0] ?? '') ?? `cat: ${words[0] ?? ''}: no such file\n`;
  if (name === 'ln') return context.files.link(words.at(-1) ?? '');
  if (name === 'ls')
    return context.files
      .names()
      .map((each) => `${each}\n`)
      .join('');
  if (name === 'size') return `${String(context.size().cols)} columns, ${String(context.size().rows)} rows\n`;
  if (name === 'kubectl') return kubectl(words);
  return `bash: ${name}: command not found (try \`help\`)\n`;
}

function echo(words: readonly string[], files: FakeFiles): string {
  const at = words.indexOf('>');
  const said = words.slice(0, at === -1 ? undefined : at);
  const text = `${said[0] === '-e' ? unescape(said.slice(1).join(' ')) : said.join(' ')}\n`;
  return at === -1 ? text : files.overwrite(words[at + 1] ?? '', text);
}

/** What bash's `echo -e` makes of these. */
function unescape(text: string): string {
  const known: Readonly<Record<string, string>> = { e: '\x1b', a: '\x07', n: '\n', '\\': '\\' };
  return text.replaceAll(/\\([ean\\])/g, (whole, letter: string) => known[letter] ?? whole);
}

function kubectl(words: readonly string[]): string {
  const [verb, kind = ''] = words.filter((word) => !word.startsWith('-'));
  if (verb !== 'get') return 'error: the fake kubectl only knows `kubectl get`\n';
  const table = tables[shortNames[kind] ?? kind];
  return table ?? `error: the server doesn't have a resource type "${kind}"\n`;
}

async function sequence(last: number, context: FakeCommandContext): Promise<'done' | 'interrupted'> {
  if (!Number.isInteger(last) || last > longestSequence) {
    await context.print(`seq: wants a whole number up to ${String(longestSequence)}\n`);
    return 'done';
  }
  for (let from = 1; from <= last; from += 1000) {
    if (context.signal.aborted) return 'interrupted';
    const count = Math.min(1000, last - from + 1);
    await context.print(Array.from({ length: count }, (_, index) => `${String(from + index)}\n`).join(''));
    // Lets a Ctrl-C in: a reader that never pauses would otherwise hold the event loop.
    await nextTurn();
  }
  return 'done';
}

async function repeat(text: string, context: FakeCommandContext): Promise<'interrupted'> {
  const page = text.repeat(Math.max(1, Math.floor(4096 / text.length)));
  while (!context.signal.aborted) {
    await context.print(page);
    await nextTurn();
  }
  return 'interrupted';
}

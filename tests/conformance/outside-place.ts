import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);
const port = 8099;
/** Set aside for documentation: no real network has them. */
const ours = '198.51.100.1';
const theirs = '198.51.100.2';
const commandMs = 10_000;
/** Whoever only knocks leaves before it has read the answer. */
const serve = `require('node:net').createServer((line) => line.on('error', () => undefined).end('outside'))
  .listen(${String(port)}, '${theirs}', () => console.log('listens'))`;

/** A place beyond this machine's own addresses that answers whoever it can answer. */
export interface OutsidePlace extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/**
 * Makes a network namespace behind this machine with one server in it and no way back to anything but this machine's own address:
 * as the internet would, it can't answer an address that is not translated. `undefined` where that needs more rights.
 */
export async function openOutsidePlace(): Promise<OutsidePlace | undefined> {
  const name = `kindlab-${String(process.pid)}`;
  const link = `klo${String(process.pid)}`;
  await using made = new AsyncDisposableStack();
  try {
    await ip('netns', 'add', name);
    made.defer(() => ip('netns', 'del', name));
    await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'there', 'netns', name);
    made.defer(() => ip('link', 'del', link));
    await ip('addr', 'add', `${ours}/30`, 'dev', link);
    await ip('link', 'set', link, 'up');
    await ip('-n', name, 'addr', 'add', `${theirs}/30`, 'dev', 'there');
    await ip('-n', name, 'link', 'set', 'there', 'up');
  } catch {
    return undefined;
  }
  const server = spawn('ip', ['netns', 'exec', name, process.execPath, '-e', serve], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  made.defer(async () => {
    if (server.exitCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  });
  await once(server.stdout, 'data');
  const undo = made.move();
  return { host: theirs, port, [Symbol.asyncDispose]: () => undo.disposeAsync() };
}

/** Changes the networks of this machine; fails without the right to. */
export async function ip(...words: readonly string[]): Promise<void> {
  await run('ip', words, { timeout: commandMs });
}

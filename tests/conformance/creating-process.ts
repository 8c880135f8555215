/** A server that will be killed: begins an environment, reports its steps line by line, then opens a shell and stays. */
import { openLiveKind, liveSpec } from './live-kind.ts';
import { drive } from './drive.ts';

const [suite = '', attempt = ''] = process.argv.slice(2);
const provider = await (await openLiveKind(suite)).open();
const plan = provider.plan(liveSpec, { learner: 'crash', attempt });
const environment = await drive(provider.create(plan, new AbortController().signal), ({ steps }) => {
  process.stdout.write(
    `${JSON.stringify(steps.filter(({ state }) => state === 'running').map(({ id }) => id))}\n`,
  );
});
const shell = await environment.openShell({ tab: 'main', cols: 80, rows: 24 }, new AbortController().signal);
shell.onData(() => process.stdout.write('"attached"\n'));
setInterval(() => undefined, 60_000);

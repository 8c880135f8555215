import { readFile, writeFile } from 'node:fs/promises';

/** What several kind clusters on one machine need; kind documents the failures below these figures. */
const wanted = { max_user_instances: 1024, max_user_watches: 524_288 } as const;

/**
 * Raises inotify limits that are too low for many clusters and answers what was changed, for the log.
 * Changes nothing without root; a read-only /proc is answered as a line, not an error.
 */
export async function raiseInotifyLimits(folder = '/proc/sys/fs/inotify'): Promise<readonly string[]> {
  const report: string[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const current = Number(await readFile(`${folder}/${name}`, 'utf8').catch(() => 'NaN'));
    if (Number.isNaN(current) || current >= value) continue;
    const raised = await writeFile(`${folder}/${name}`, String(value)).then(
      () => true,
      () => false,
    );
    report.push(
      raised
        ? `fs.inotify.${name} raised from ${current} to ${value}`
        : `fs.inotify.${name} is ${current}; run \`sudo sysctl fs.inotify.${name}=${value}\` if clusters fail to start`,
    );
  }
  return report;
}

/** A real Chromium for browser tests: the one that is there, else Debian's. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Obstacle } from '../../site/cli/prepare.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** @returns {string | undefined} */
export function findChromium() {
  return places.find((place) => existsSync(place));
}

/** Installs Debian's chromium where none is found and we may. @param {(line: string) => void} say */
export async function ensureChromium(say) {
  if (findChromium() !== undefined) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Obstacle(
      `Browser tests need Chromium, and none was found in ${places.join(', ')}. Install it (Debian, Ubuntu: apt-get install chromium) and run the tests again.`,
    );
  say('Installing Chromium for the browser tests …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const done = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8', timeout: 15 * 60_000 });
    if (done.status !== 0)
      throw new Obstacle(
        `apt-get ${args.join(' ')} failed:\n${(done.stderr || done.stdout).trim().split('\n').slice(-8).join('\n')}`,
      );
  }
  if (findChromium() === undefined)
    throw new Obstacle('chromium was installed, and is still not where it should be.');
}

import { Screen } from './screen.ts';
import type { Subject } from './subject.ts';

const deadlineMs = 120_000;
const bytesPerMiB = 1024 * 1024;

/** Coloured lines as `ls` prints them, of about so many bytes. */
export function colouredText(bytes: number): string {
  const line = Array.from(
    { length: 5 },
    (_, at) => `\u001b[01;34mfolder-${at}\u001b[0m  \u001b[01;32mprogram-${at}\u001b[0m`,
  ).join('  ');
  return `${line}\n`.repeat(Math.ceil(bytes / (line.length + 1)));
}

/** MiB a second of a file that is printed in one terminal, to a reader who takes it as fast as it comes. */
export async function measureThroughput(
  subject: Subject,
  { file, times }: { readonly file: string; readonly times: number },
): Promise<readonly number[]> {
  const screen = new Screen();
  const terminal = await subject.open('through', screen);
  const rates: number[] = [];
  for (let run = 0; run < times; run += 1) {
    screen.forget();
    const [from, before] = [performance.now(), screen.drawn];
    // In the typed line the marker is torn, so that its echo is not taken for the end.
    terminal.type(`cat ${file}; echo DO''NE\r`);
    await screen.shows('DONE\r\n', deadlineMs);
    rates.push((screen.drawn - before) / bytesPerMiB / ((performance.now() - from) / 1000));
  }
  terminal.close();
  return rates;
}

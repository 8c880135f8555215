import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { ifMissing } from '#containers/if-missing.ts';
import { labReport, type LabReport } from './lab-report.ts';

const idShape = /^[0-9a-f]{10}$/;
const mostReports = 1000;
const mostBytes = 256 * 1024;

/** Reports as files of the data folder, so that an operator can read them while the server runs. */
export class ReportStore {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = path.join(dataDir, 'reports');
  }

  /** Kept once it resolves. Throws Fault QUOTA when the folder is full, or this report too large. */
  async save(report: Omit<LabReport, 'format' | 'id'>): Promise<LabReport> {
    const whole: LabReport = { format: 1, id: randomBytes(5).toString('hex'), ...report };
    const text = JSON.stringify(whole, null, 2);
    if (Buffer.byteLength(text) > mostBytes) throw tooLarge();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if ((await this.#ids()).length >= mostReports) throw full(this.#folder);
    const temporary = path.join(this.#folder, `${whole.id}.tmp`);
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#file(whole.id));
    return whole;
  }

  /** Newest first. A file that is no report is left out. */
  async list(): Promise<readonly LabReport[]> {
    const found = await Promise.all((await this.#ids()).map((id) => this.find(id)));
    return found.filter((report) => report !== undefined).sort((a, b) => b.at.localeCompare(a.at));
  }

  async find(id: string): Promise<LabReport | undefined> {
    if (!idShape.test(id)) return undefined;
    const text = await readFile(this.#file(id), 'utf8').catch(ifMissing);
    if (text === undefined) return undefined;
    const parsed = labReport.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  }

  /** Removes what this learner has reported. */
  async removeOf(learner: string): Promise<void> {
    for (const report of await this.list())
      if (report.learner === learner) await rm(this.#file(report.id), { force: true });
  }

  #file(id: string): string {
    return path.join(this.#folder, `${id}.json`);
  }

  async #ids(): Promise<readonly string[]> {
    const names = (await readdir(this.#folder).catch(ifMissing)) ?? [];
    return names.flatMap((name) => (name.endsWith('.json') ? [path.basename(name, '.json')] : []));
  }
}

function full(folder: string): Fault {
  return new Fault({
    code: 'QUOTA',
    message: `There are ${mostReports} reports already; no more are kept.`,
    hint: `Whoever runs this server has to read and remove some in ${folder}.`,
  });
}

function tooLarge(): Fault {
  return new Fault({
    code: 'QUOTA',
    message: `The report would be larger than ${mostBytes / 1024} KiB.`,
    hint: 'Tell whoever runs this server in your own words; the log of the server says more.',
  });
}

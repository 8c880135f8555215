import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { table } from '#labs/verify/markdown-table.ts';
import { changeOf, isSameMachine } from './compare.ts';
import { figure, machineWords, rowCells, rowHead } from './figures.ts';
import { keptFile, readReport, type KeptReport, type KeptRow } from './kept-report.ts';
import { describeMachine } from './machine.ts';
import { summarise, type Better, type Summary } from './summarise.ts';

/** What a figure has to be: each value of it, or its median or p99. */
export interface Bar {
  readonly of: 'median' | 'most' | 'p99';
  readonly limit: number;
}

export interface Series {
  readonly measure: string;
  /** Whose figure it is. */
  readonly subject: string;
  readonly unit: string;
  readonly better: Better;
  readonly values: readonly number[];
  readonly bar?: Bar;
}

/** Where the figures of a run go, and what they are compared with. */
export interface Keeping {
  readonly json: string;
  /** Absent: the figures that the repository keeps. */
  readonly baseline?: string;
  /** They become those that the repository keeps. */
  readonly saveBaseline?: boolean;
}

/** One run of one benchmark: rows of figures and what has to be said about them. Printed as it grows, kept as JSON. */
export class BenchReport {
  readonly #name: string;
  readonly #keeping: Keeping;
  readonly #baseline: KeptReport | undefined;
  readonly #machine = describeMachine();
  readonly #startedAt = new Date();
  readonly #rows: KeptRow[] = [];
  readonly #notes: string[] = [];

  private constructor(name: string, keeping: Keeping, baseline: KeptReport | undefined) {
    this.#name = name;
    this.#keeping = keeping;
    this.#baseline = baseline;
  }

  /** Throws at once, not after an hour of measuring, when the baseline that was named can't be read. */
  static async begin(name: string, keeping: Keeping): Promise<BenchReport> {
    const baseline = await readReport(keeping.baseline ?? keptFile(name));
    if (keeping.baseline !== undefined && baseline === undefined)
      throw new Error(`${keeping.baseline} is not there: name a file that npm run bench has written`);
    if (baseline !== undefined && baseline.bench !== name)
      throw new Error(`The baseline is of the benchmark ${baseline.bench}, not of ${name}`);
    return new BenchReport(name, keeping, baseline);
  }

  add({ values, ...series }: Series): void {
    const summary = summarise(values, series.better);
    const met = series.bar === undefined ? {} : { met: isMet(series.bar, series.better, summary) };
    this.#rows.push({ ...series, summary, ...met });
    console.log(`${series.measure}, ${series.subject}: median ${figure(summary.median)} ${series.unit}`);
  }

  /** Something that a table can't say, such as why a row is missing. */
  note(text: string): void {
    this.#notes.push(text);
    console.log(text);
  }

  /** Prints all of it beside the baseline, and writes it down. */
  async finish(): Promise<void> {
    console.log(`\n${this.#name}, ${this.#startedAt.toISOString()}`);
    console.log(machineWords(this.#machine));
    console.log(this.table());
    for (const note of this.#notes) console.log(`- ${note}`);
    console.log(this.#baselineWords());
    await this.#save(this.#keeping.json);
    if (this.#keeping.saveBaseline !== true) return;
    await this.#save(keptFile(this.#name));
    console.log('`npm run bench -- page` writes them into docs/performance.md');
  }

  /** With a column for what became of each row since the baseline, if that is of such a machine. */
  table(): string {
    const baseline = this.#comparable();
    if (baseline === undefined) return table(rowHead, this.#rows.map(rowCells));
    return table(
      [...rowHead, 'baseline'],
      this.#rows.map((row) => [...rowCells(row), changeOf(row, baseline)]),
    );
  }

  #comparable(): KeptReport | undefined {
    const baseline = this.#baseline;
    return baseline !== undefined && isSameMachine(this.#machine, baseline.machine) ? baseline : undefined;
  }

  #baselineWords(): string {
    const baseline = this.#baseline;
    if (baseline === undefined) return 'No baseline is kept of this benchmark: --save-baseline makes one.';
    const words = `The baseline is of ${baseline.startedAt}: ${machineWords(baseline.machine)}.`;
    return this.#comparable() === undefined
      ? `${words} That is another machine, so nothing was compared with it.`
      : words;
  }

  async #save(file: string): Promise<void> {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    const content: KeptReport = {
      format: 1,
      bench: this.#name,
      startedAt: this.#startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      machine: this.#machine,
      rows: this.#rows,
      notes: this.#notes,
    };
    await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
    console.log(`Written to ${file}`);
  }
}

function isMet({ of, limit }: Bar, better: Better, summary: Summary): boolean {
  const value = of === 'most' ? (better === 'less' ? summary.most : summary.least) : summary[of];
  return better === 'less' ? value <= limit : value >= limit;
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeMachine, type Machine } from './machine.ts';
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

interface Row extends Omit<Series, 'values'> {
  readonly summary: Summary;
  /** Absent without a bar. */
  readonly met?: boolean;
}

/** One run of one benchmark: rows of figures and what has to be said about them. Printed as it grows, kept as JSON. */
export class BenchReport {
  readonly #name: string;
  readonly #machine: Machine = describeMachine();
  readonly #startedAt = new Date();
  readonly #rows: Row[] = [];
  readonly #notes: string[] = [];

  constructor(name: string) {
    this.#name = name;
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

  print(): void {
    const { processor, cores, memoryGiB, kernel, node, loadBefore } = this.#machine;
    console.log(`\n${this.#name}, ${this.#startedAt.toISOString()}`);
    console.log(
      `${processor}, ${cores} cores, ${memoryGiB} GiB, Linux ${kernel}, Node ${node}, load ${loadBefore}`,
    );
    console.log(this.#table());
    for (const note of this.#notes) console.log(`- ${note}`);
  }

  async save(file: string): Promise<void> {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    const content = {
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

  #table(): string {
    const head = ['measure', 'who', 'unit', 'median', 'p99', 'spread', 'times', 'bar', 'met'];
    const rows = this.#rows.map(({ measure, subject, unit, summary, bar, better, met }) => [
      measure,
      subject,
      unit,
      figure(summary.median),
      figure(summary.p99),
      `${figure(summary.least)}–${figure(summary.most)}`,
      String(summary.times),
      bar === undefined ? '' : `${bar.of} ${better === 'less' ? '≤' : '≥'} ${bar.limit}`,
      met === undefined ? '' : met ? 'yes' : 'NO',
    ]);
    return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }
}

function isMet({ of, limit }: Bar, better: Better, summary: Summary): boolean {
  const value = of === 'most' ? (better === 'less' ? summary.most : summary.least) : summary[of];
  return better === 'less' ? value <= limit : value >= limit;
}

function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(1);
}

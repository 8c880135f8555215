import { insights, itemReport, type Insights } from '#site/protocol/insights.ts';
import { failPage } from '../account/fail-page.ts';
import { request } from '../http/request.ts';
import { OwnWords } from '../language/own-words.ts';
import { dateLanguage, pageHref } from '../language/page-language.ts';
import { englishNote } from '../ui/english-note.ts';
import { h } from '../ui/h.ts';
import { chartFigure, type ChartPlan } from './chart-figure.ts';
import { itemSection, withAnswers } from './item-section.ts';
import { firstTryChart, hintChart, progressChart, timeChart, type InsightExercise } from './charts.ts';
import { t } from './words.ts';

function percent(part: number, of: number): string {
  return of === 0 ? '' : `${Math.round((part / of) * 100)} %`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

function progressPlan(all: Insights): ChartPlan {
  const days = Map.groupBy(all.passes, (at) =>
    new Date(at).toLocaleDateString(dateLanguage, { timeZone: all.cohort.timeZone, dateStyle: 'medium' }),
  );
  let sum = 0;
  return {
    title: t('Progress over time'),
    says: t("{{done}} of {{all}} exercises are done, counting every learner's.", {
      done: all.passes.length,
      all: all.learners * all.exercises.length,
    }),
    columns: [t('Day'), t('Done that day'), t('Done in all')],
    rows: [...days].map(([day, each]) => [day, each.length, (sum += each.length)]),
    draw: (width) => progressChart(all, width),
  };
}

function exercisePlans(exercises: readonly InsightExercise[]): readonly ChartPlan[] {
  const timed = exercises.filter(({ minutes }) => minutes.length > 0);
  return [
    {
      title: t('Time per exercise'),
      says: t(
        'From the exercise before, or the begin of the lab, to the first pass. A box holds the middle half of the learners, its line the middle one; dots are far from the others.',
      ),
      columns: [t('Exercise'), t('Learners'), t('Shortest, min'), t('Middle, min'), t('Longest, min')],
      rows: timed.map(({ title, minutes }) => [
        title,
        minutes.length,
        Math.min(...minutes),
        Math.round(median(minutes) * 10) / 10,
        Math.max(...minutes),
      ]),
      draw: (width) => timeChart({ width, exercises: timed }),
    },
    {
      title: t('First-try pass rate'),
      says: t(
        'Of the learners who tried: whose first Check passed, or who passed without one. A short bar is where people would rather look.',
      ),
      columns: [t('Exercise'), t('Tried'), t('First try right'), t('Rate'), t('Passed in the end')],
      rows: exercises.map(({ title, tried, firstTry, passed }) => [
        title,
        tried,
        firstTry,
        percent(firstTry, tried),
        passed,
      ]),
      draw: (width) => firstTryChart({ width, exercises }),
    },
    {
      title: t('Where hints are used'),
      says: t('Bars: learners who took a hint. Red line: learners who looked at the solution.'),
      columns: [t('Exercise'), t('Learners with hints'), t('Hints in all'), t('Looked at the solution')],
      rows: exercises.map(({ title, hinted, hints, solutions }) => [title, hinted, hints, solutions]),
      draw: (width) => hintChart({ width, exercises }),
    },
  ];
}

function isTouched({ tried, hinted }: InsightExercise): boolean {
  return tried + hinted > 0;
}

/** `<kl-insights>`: how the cohort of `?cohort=` gets on, as charts and as tables. */
class InsightsElement extends HTMLElement {
  readonly #life = new AbortController();

  connectedCallback(): void {
    const cohort = new URLSearchParams(location.search).get('cohort') ?? '';
    this.#show(cohort).catch((error: unknown) => failPage(this, error));
  }

  disconnectedCallback(): void {
    this.#life.abort();
  }

  async #show(id: string): Promise<void> {
    const { signal } = this.#life;
    const path = `/api/cohorts/${encodeURIComponent(id)}`;
    const [answer, report, words] = await Promise.all([
      request({ path: `${path}/insights`, schema: insights, signal }),
      request({ path: `${path}/items`, schema: itemReport, signal }),
      OwnWords.load(),
    ]);
    const all = { ...answer, exercises: words.of(answer.exercises.filter(isTouched)) };
    const items = words.of(withAnswers(report));
    const untouched = answer.exercises.length - all.exercises.length;
    const tried = all.exercises;
    const plans = tried.length === 0 ? [] : [progressPlan(answer), ...exercisePlans(tried)];
    this.replaceChildren(
      h('h2', {}, all.cohort.name),
      h(
        'p',
        { class: 'room-links' },
        h('a', { href: pageHref(`/room/?cohort=${encodeURIComponent(id)}`) }, t('Room')),
        h('a', { href: pageHref(`/marks/?cohort=${encodeURIComponent(id)}`) }, t('Marks')),
      ),
      h(
        'p',
        {},
        tried.length === 0
          ? t('Nobody has tried anything yet; charts appear as soon as somebody does.')
          : untouched === 0
            ? t('Every exercise was tried.')
            : t('{{untouched}} exercises that nobody has tried yet are not shown.', { untouched }),
      ),
      ...plans.map((plan) => chartFigure(plan, signal)),
      itemSection(items),
      ...englishNote(words),
    );
  }
}

customElements.define('kl-insights', InsightsElement);

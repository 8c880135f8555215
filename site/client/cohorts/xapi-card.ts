import { cohortXapi, type CohortXapi } from '#site/protocol/xapi.ts';
import { request } from '../http/request.ts';
import { OwnWords } from '../language/own-words.ts';
import { h, type Child } from '../ui/h.ts';
import { busyButton } from './busy-button.ts';
import { card } from './card.ts';
import { outcomeOf } from './outcome-of.ts';
import { sentTable } from './sent-table.ts';
import { sayWallTime } from './wall-time.ts';
import { t } from './words.ts';

const sendMs = 30_000;

/** What xAPI calls what somebody did. */
const verbs: Readonly<Record<string, string>> = {
  answered: t('answered'),
  attempted: t('tried'),
  completed: t('completed'),
  initialized: t('began'),
  passed: t('passed'),
};

/** What a learning record store was told of the cohort. Empty where the operator named none and none was told. */
export async function xapiCard(
  path: string,
  { timeZone }: { readonly timeZone: string },
  signal: AbortSignal,
): Promise<HTMLElement> {
  const host = h('div', {});
  const words = await OwnWords.load();
  const ask = async (until: AbortSignal): Promise<void> =>
    fill(await request({ path: `${path}/xapi`, schema: cohortXapi, signal: until }));
  const again = async (): Promise<void> => {
    const to = `${path}/xapi/again`;
    fill(
      await request({ method: 'POST', path: to, schema: cohortXapi, signal: AbortSignal.timeout(sendMs) }),
    );
  };
  const fill = (found: CohortXapi): void => {
    if (found.store === null && found.statements.length === 0) return;
    host.replaceChildren(
      card(
        t('Learning record store'),
        h('p', {}, whereTo(found)),
        logOf(words.of(found), timeZone),
        h(
          'div',
          { class: 'cohort-actions' },
          busyButton(t('Look again'), () => ask(AbortSignal.timeout(sendMs))),
          found.failed > 0 &&
            found.store !== null &&
            busyButton(t('Send {{count}} again', { count: found.failed }), again, true),
        ),
      ),
    );
  };
  await ask(signal);
  return host;
}

function whereTo({ store, names }: CohortXapi): string {
  if (store === null) return t('The operator named no store any more, so nothing is told.');
  return names
    ? t('What learners of this cohort do is told {{store}} as xAPI statements, with the names of learners.', {
        store,
      })
    : t('What learners of this cohort do is told {{store}} as xAPI statements, under pseudonyms.', { store });
}

function logOf({ statements }: CohortXapi, timeZone: string): HTMLElement {
  if (statements.length === 0) return h('p', {}, t('Nothing happened yet that it could be told of.'));
  return sentTable({
    caption: t('Statements, newest first'),
    titles: [t('When'), t('Who'), t('Did what'), t('What became of it')],
    rows: statements.map((statement): readonly Child[] => [
      sayWallTime(statement.createdAt, timeZone),
      statement.learner,
      `${verbs[statement.verb] ?? statement.verb}: ${statement.activity}`,
      outcomeOf(statement, timeZone),
    ]),
  });
}

import { isUsed, type Values } from './cohort-plan.ts';
import { isTimeZone } from './wall-time.ts';
import { t } from './words.ts';

/** What can't be, by the name of the field to put it beside. */
export type Mistakes = ReadonlyMap<string, string>;

/** Says beside each field what the server would refuse. Clocks of one zone: text order is time order. */
export function findMistakes(values: Values, labs: readonly string[]): Mistakes {
  const found = new Map<string, string>();
  const name = values('name').trim();
  if (name === '') found.set('name', t('Give it a name.'));
  else if (name.length > 100) found.set('name', t('At most {{most}} characters.', { most: 100 }));
  if (!isTimeZone(values('timeZone').trim()))
    found.set('timeZone', t('No such time zone. Write it like Europe/Berlin or America/New_York.'));
  if (values('starts') === '') found.set('starts', t('Say when it starts, with the time of day.'));
  if (values('ends') === '') found.set('ends', t('Say when it ends, with the time of day.'));
  if (values('starts') !== '' && values('ends') !== '' && values('starts') >= values('ends'))
    found.set('ends', t('It has to end after it starts.'));
  for (const [field, range] of Object.entries(ranges)) {
    const wrong = outOf(values(field), range);
    if (wrong !== undefined) found.set(field, wrong);
  }
  if (values('late') === 'perDay') {
    const wrong = outOf(values('percent'), { least: 1, most: 100, needed: true });
    if (wrong !== undefined) found.set('percent', wrong);
  }
  for (const lab of labs) if (isUsed(values, lab)) addLabMistakes(found, values, lab);
  return found;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly needed: boolean;
}

/** As in the protocol's `newCohort`. */
const ranges: Readonly<Record<string, Range>> = {
  seats: { least: 1, most: 2000, needed: true },
  leaseMinutes: { least: 5, most: 720, needed: false },
  mostRunning: { least: 1, most: 20, needed: false },
  maxAttempts: { least: 1, most: 100, needed: false },
};

function outOf(text: string, { least, most, needed }: Range): string | undefined {
  if (text === '' && !needed) return undefined;
  const value = Number(text);
  const fits = text !== '' && Number.isInteger(value) && value >= least && value <= most;
  return fits ? undefined : t('A whole number from {{least}} to {{most}}.', { least, most });
}

function addLabMistakes(found: Map<string, string>, values: Values, lab: string): void {
  const own = (field: string): string => values(`${lab}.${field}`);
  const opens = own('opens') || values('starts');
  const closes = own('closes') || values('ends');
  if (own('opens') !== '' && opens < values('starts'))
    found.set(`${lab}.opens`, t('The cohort has not started by then.'));
  if (own('closes') !== '' && closes > values('ends'))
    found.set(`${lab}.closes`, t('The cohort is over by then.'));
  if (opens >= closes && (own('opens') !== '' || own('closes') !== ''))
    found.set(
      own('closes') === '' ? `${lab}.opens` : `${lab}.closes`,
      t('The lab would close before it opens.'),
    );
  if (own('due') !== '' && (own('due') <= opens || own('due') > closes))
    found.set(`${lab}.due`, t('It would be due while the lab is not open.'));
}

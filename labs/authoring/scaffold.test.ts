import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadCatalog } from '../load-catalog.ts';
import { readMistakes } from '../verify/read-mistake.ts';
import { newCheck, newExercise, newLab, type AuthoringFolders } from './scaffold.ts';

let home = '';
let folders: AuthoringFolders = { labs: '', pages: '' };

beforeEach(async () => {
  // Inside the repository, where a lab's imports resolve.
  await mkdir('.kindlab', { recursive: true });
  home = await mkdtemp(join('.kindlab', 'scaffold-'));
  folders = { labs: join(home, 'labs'), pages: join(home, 'pages') };
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('a new lab with another exercise and another check loads, and every mistake has its header', async () => {
  await newLab(folders, 'tea-kettle');
  await newExercise(folders, 'tea-kettle', 'boil-water');
  await newCheck(folders, { lab: 'tea-kettle', exercise: 'boil-water', check: 'water-is-hot' });
  const lab = (await loadCatalog({ root: join(process.cwd(), folders.labs) })).getLab('tea-kettle');
  expect(lab.exercises.map(({ id, checks }) => [id, checks.map((check) => check.id)])).toEqual([
    ['first-tea-kettle', ['colour-is-right']],
    ['boil-water', ['boil-water-colour', 'water-is-hot']],
  ]);
  const ids = lab.exercises.map(async ({ mistakesDir }) =>
    (await readMistakes(mistakesDir)).map(({ check }) => check),
  );
  expect(await Promise.all(ids)).toEqual([['colour-is-right'], ['boil-water-colour']]);
  const page = await readFile(join(folders.pages, 'tea-kettle.mdx'), 'utf8');
  expect([...page.matchAll(/ id="(.+)"/g)].map(([, id]) => id)).toEqual(['first-tea-kettle', 'boil-water']);
  expect(page).toContain('number={2}');
  const yaml = await readFile(join(folders.labs, 'tea-kettle', 'lab.yaml'), 'utf8');
  expect(yaml).toContain('namespaces: [tea-kettle]\n');
});

test('the check that comes with it judges right, wrong and nothing', async () => {
  await newLab(folders, 'tea-kettle');
  const [exercise] = (await loadCatalog({ root: join(process.cwd(), folders.labs) })).getLab(
    'tea-kettle',
  ).exercises;
  const judge = (fact: unknown) => exercise!.checks[0]!.judge(fact);
  expect(judge({ colour: 'a', wanted: 'a' }).kind).toBe('holds');
  expect(judge({ colour: 'b', wanted: 'a' })).toMatchObject({ branch: 'other-colour' });
  expect(judge({ wanted: 'a' })).toMatchObject({ branch: 'absent' });
});

test('what exists is left alone, and what is needed is asked for', async () => {
  await newLab(folders, 'tea-kettle');
  await expect(newLab(folders, 'tea-kettle')).rejects.toThrow('exists already; nothing was written');
  await expect(newExercise(folders, 'coffee', 'grind-beans')).rejects.toThrow('There is no');
  await expect(newCheck(folders, { lab: 'tea-kettle', exercise: 'pour', check: 'poured' })).rejects.toThrow(
    'There is no',
  );
  await expect(newLab(folders, '../outside')).rejects.toThrow("can't be an id");
});

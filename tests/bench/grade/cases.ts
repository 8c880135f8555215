import type { RejectionCode } from '#labs/grading/submissions/rejected.ts';
import type { StepResult } from '#labs/grading/verdict.ts';

/** What a submission is for: what it has to come to is known before it is graded. */
export type Kind = 'whole' | 'wrong' | 'cheating' | 'hostile' | 'broken';

/** How files are handed in. */
export type Packing = 'folder' | 'tar' | 'tar.gz' | 'zip';

export type BadArchive =
  'bomb' | 'climbing' | 'cut-off' | 'huge-file' | 'link' | 'no-archive' | 'nothing-in-it' | 'other-kind';

/** Everything right, by the reference solution. */
interface WholeCase {
  readonly kind: 'whole';
  readonly lab: string;
  readonly packing: Packing;
}

/** Right up to one exercise, and there one of the lab's own mistakes or fakes. */
interface MistakenCase {
  readonly kind: 'cheating' | 'wrong';
  readonly lab: string;
  readonly exercise: string;
  readonly mistake: string;
  /** `stops`: nothing is handed in for what comes later. `repairs`: it is put right too late, and all the rest is right. */
  readonly then: 'repairs' | 'stops';
}

/** The first exercise right, and after it a script that does harm. */
interface HarmfulCase {
  readonly kind: 'hostile';
  readonly lab: string;
  readonly name: string;
  readonly script: string;
  /** What may have become of the script. */
  readonly ended: readonly StepResult['ended'][];
}

/** An archive that is not even read to its end. */
interface RefusedCase {
  readonly kind: 'broken' | 'hostile';
  readonly lab: string;
  readonly archive: BadArchive;
  readonly code: RejectionCode;
}

export type Case = HarmfulCase | MistakenCase | RefusedCase | WholeCase;

const [sync, auth] = ['static-sync', 'kubernetes-auth'];

const whole: readonly Case[] = (
  [
    [sync, 'folder'],
    [auth, 'folder'],
    [sync, 'tar.gz'],
    [sync, 'zip'],
    [auth, 'zip'],
    [sync, 'tar'],
    [auth, 'tar.gz'],
    [sync, 'folder'],
    [auth, 'tar'],
    [sync, 'zip'],
  ] as const
).map(([lab, packing]) => ({ kind: 'whole', lab, packing }));

const wrong: readonly Case[] = (
  [
    [sync, 'store-secret', 'other-value', 'repairs'],
    [auth, 'enable-auth', 'no-right-to-review', 'stops'],
    [sync, 'store-secret', 'two-puts', 'stops'],
    [auth, 'bind-role', 'two-namespaces', 'repairs'],
    [sync, 'connect-store', 'version-1', 'stops'],
    [auth, 'bind-role', 'policy-too-wide', 'stops'],
    [sync, 'sync-secret', 'single-keys', 'repairs'],
    [auth, 'switch-store', 'untidy-merge', 'stops'],
    [sync, 'verify-sync', 'only-edits', 'repairs'],
    [auth, 'close-old-door', 'only-revoked', 'repairs'],
    [sync, 'rotate-value', 'edits-secret', 'stops'],
    [auth, 'bind-audience', 'only-store', 'stops'],
  ] as const
).map(([lab, exercise, mistake, then]) => ({ kind: 'wrong', lab, exercise, mistake, then }));

const cheating: readonly Case[] = (
  [
    [sync, 'connect-store', 'fake-provider', 'stops'],
    [auth, 'bind-role', 'fake-root-by-another-name', 'stops'],
    [sync, 'sync-secret', 'fake-hand-made', 'stops'],
    [auth, 'switch-store', 'fake-token-in-header', 'stops'],
    [sync, 'sync-secret', 'fake-forging-loop', 'repairs'],
    [auth, 'close-old-door', 'fake-spare-store', 'stops'],
  ] as const
).map(([lab, exercise, mistake, then]) => ({ kind: 'cheating', lab, exercise, mistake, then }));

const hostile: readonly Case[] = [
  { kind: 'hostile', lab: sync, archive: 'climbing', code: 'unsafe-path' },
  { kind: 'hostile', lab: sync, name: 'endless', script: 'while :; do :; done', ended: ['killed'] },
  { kind: 'hostile', lab: auth, archive: 'link', code: 'special-file' },
  {
    kind: 'hostile',
    lab: auth,
    name: 'flood',
    script: 'yes flood | head --bytes=256M\nexit 3',
    ended: ['failed'],
  },
  { kind: 'hostile', lab: auth, archive: 'bomb', code: 'too-large' },
  {
    kind: 'hostile',
    lab: sync,
    name: 'fork-bomb',
    script: 'bomb() { bomb | bomb & }\nbomb\nyes',
    // Whether it can still be killed, or nothing can be started any more, is up to the moment.
    ended: ['failed', 'killed', 'refused'],
  },
  { kind: 'hostile', lab: sync, archive: 'huge-file', code: 'too-large' },
  {
    kind: 'hostile',
    lab: sync,
    name: 'full-disk',
    script: 'head --bytes=8G /dev/zero >"$HOME/huge"\nexit 3',
    ended: ['failed'],
  },
];

const broken: readonly Case[] = [
  { kind: 'broken', lab: sync, archive: 'cut-off', code: 'archive-invalid' },
  { kind: 'broken', lab: auth, archive: 'no-archive', code: 'archive-invalid' },
  { kind: 'broken', lab: sync, archive: 'other-kind', code: 'unknown-kind' },
  { kind: 'broken', lab: auth, archive: 'nothing-in-it', code: 'empty' },
];

/** All cases, each kind spread over the list, so that its beginning is as mixed as all of it. */
export const cases: readonly Case[] = [whole, wrong, cheating, hostile, broken]
  .flatMap((kind) => kind.map((each, index) => ({ each, at: (index + 0.5) / kind.length })))
  .toSorted((a, b) => a.at - b.at)
  .map(({ each }) => each);

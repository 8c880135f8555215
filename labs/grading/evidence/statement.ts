import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { GradeRecord } from '../batch/record.ts';
import { checked, verdict, type Checked } from '../verdict.ts';
import { auditExcerpt } from './audit-excerpt.ts';
import { seal, unseal } from './envelope.ts';
import { canonicalHash, type Transcript } from './observe.ts';

const payloadType = 'application/vnd.in-toto+json';
const gradingType = 'urn:kindlab:grading:v1';
const checkType = 'urn:kindlab:check:v1';

const digest = z.object({ sha256: z.string() });
const observation = z.object({ what: z.string(), sha256: z.string(), at: z.string() });

/** What graded: versions, and hashes of the images that every environment is made from. */
const platform = z.object({
  version: z.string(),
  node: z.string(),
  /** Hash of the recipe of the runtime bundle. */
  recipe: z.string(),
  versions: z.record(z.string(), z.string()),
  images: z.record(z.string(), z.object({ name: z.string(), digest })),
});

export type Platform = z.infer<typeof platform>;

const about = {
  /** The lab with its checks, what labs share, and the checkers. */
  lab: z.object({ id: z.string(), digest }),
  platform,
  startedAt: z.string(),
  endedAt: z.string(),
  observed: z.array(observation).readonly(),
  written: z.array(observation).readonly(),
  /** Newer than the type: readers that don't know it may leave it out, and evidence from before has none. */
  audit: auditExcerpt.exactOptional(),
};

const inToto = {
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.tuple([z.object({ name: z.string(), digest })]),
};

/** An in-toto Statement v1 about one submission: its subject are the files. */
const gradingStatement = z.object({
  ...inToto,
  predicateType: z.literal(gradingType),
  predicate: z.object({ ...about, tries: z.number(), verdict }),
});

/** About a hosted attempt: there are no files, so its subject is all that was observed of it. */
const checkStatement = z.object({
  ...inToto,
  predicateType: z.literal(checkType),
  predicate: z.object({
    ...about,
    attempt: z.object({ id: z.string(), learner: z.string() }),
    verdict: checked,
  }),
});

const statement = z.discriminatedUnion('predicateType', [gradingStatement, checkStatement]);

export type Statement = z.infer<typeof statement>;

interface SignedAbout {
  readonly platform: Platform;
  readonly transcript: Transcript;
}

/** The signed evidence about one verdict, as the text of a file. */
export function signEvidence(
  record: GradeRecord,
  { platform: graded, transcript }: SignedAbout,
  privateKey: KeyObject,
): string {
  const { name, sha256, lab, labHash, startedAt, endedAt, tries } = record;
  const content: z.infer<typeof gradingStatement> = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256 } }],
    predicateType: gradingType,
    predicate: {
      lab: { id: lab, digest: { sha256: labHash } },
      platform: graded,
      startedAt,
      endedAt,
      tries,
      verdict: record.verdict,
      ...transcript,
    },
  };
  return seal(payloadType, Buffer.from(JSON.stringify(content)), privateKey);
}

/** What was found in a hosted attempt. */
export interface CheckRecord {
  readonly attempt: { readonly id: string; readonly learner: string };
  readonly lab: string;
  readonly labHash: string;
  readonly verdict: Checked;
  /** ISO times */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** The same about a check of a hosted attempt. */
export function signCheckEvidence(
  { attempt, lab, labHash, verdict: found, startedAt, endedAt }: CheckRecord,
  { platform: checkedOn, transcript }: SignedAbout,
  privateKey: KeyObject,
): string {
  const content: z.infer<typeof checkStatement> = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: `attempt:${attempt.id}`, digest: { sha256: canonicalHash(transcript.observed) } }],
    predicateType: checkType,
    predicate: {
      attempt,
      lab: { id: lab, digest: { sha256: labHash } },
      platform: checkedOn,
      startedAt,
      endedAt,
      verdict: found,
      ...transcript,
    },
  };
  return seal(payloadType, Buffer.from(JSON.stringify(content)), privateKey);
}

export type EvidenceVerdict =
  | { readonly authentic: true; readonly statement: Statement }
  | { readonly authentic: false; readonly why: string };

/** Needs nothing but the text and the key: no network, no lab, no cluster. */
export function verifyEvidence(text: string, publicKey: KeyObject): EvidenceVerdict {
  const opened = unseal(text, payloadType, publicKey);
  if (!opened.authentic) return opened;
  const parsed = statement.safeParse(JSON.parse(opened.payload.toString('utf8')));
  return parsed.success
    ? { authentic: true, statement: parsed.data }
    : { authentic: false, why: 'It is signed, but holds no result of grading.' };
}

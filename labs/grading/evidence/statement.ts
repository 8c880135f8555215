import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { GradeRecord } from '../batch/record.ts';
import { verdict } from '../verdict.ts';
import { seal, unseal } from './envelope.ts';
import type { Transcript } from './observe.ts';

const payloadType = 'application/vnd.in-toto+json';
const predicateType = 'urn:kindlab:grading:v1';

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

/** An in-toto Statement v1 about one submission. */
const statement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.tuple([z.object({ name: z.string(), digest })]),
  predicateType: z.literal(predicateType),
  predicate: z.object({
    /** The lab with its checks, what labs share, and the checkers. */
    lab: z.object({ id: z.string(), digest }),
    platform,
    startedAt: z.string(),
    endedAt: z.string(),
    tries: z.number(),
    verdict,
    observed: z.array(observation).readonly(),
    written: z.array(observation).readonly(),
  }),
});

export type Statement = z.infer<typeof statement>;

/** The signed evidence about one verdict, as the text of a file. */
export function signEvidence(
  record: GradeRecord,
  about: { readonly platform: Platform; readonly transcript: Transcript },
  privateKey: KeyObject,
): string {
  const { name, sha256, lab, labHash, startedAt, endedAt, tries } = record;
  const content: Statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256 } }],
    predicateType,
    predicate: {
      lab: { id: lab, digest: { sha256: labHash } },
      platform: about.platform,
      startedAt,
      endedAt,
      tries,
      verdict: record.verdict,
      ...about.transcript,
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

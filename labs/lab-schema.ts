import { z } from 'zod';

/** Ids are permanent: progress is stored under them. */
export const id = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'wanted lower-case words joined by hyphens')
  .meta({ examples: ['connect-store'] });

const namespace = id.max(63);
const mebibytes = (example: number) =>
  z
    .number()
    .int()
    .min(16)
    .max(65_536)
    .meta({ examples: [example] });

/** `lab.yaml` of one lab. The lab's id is the name of its folder. */
export const labSchema = z.strictObject({
  /** Version of this format. */
  format: z.literal(1).meta({ examples: [1] }),
  /** What the lab is about, in a few words. */
  title: z
    .string()
    .min(3)
    .max(60)
    .meta({ examples: ['Static sync'] }),
  /** Its place in the course. */
  order: z
    .number()
    .int()
    .min(1)
    .max(999)
    .default(999)
    .meta({ examples: [1] }),
  /** The situation the learner is in; two sentences. */
  story: z
    .string()
    .min(20)
    .max(400)
    .meta({ examples: ['Your application needs a password. You put it into Vault.'] }),
  /** What every attempt gets. */
  environment: z.strictObject({
    /** `bare`: a cluster without External Secrets Operator; `eso`: with it. */
    startState: z.enum(['bare', 'eso']).meta({ examples: ['bare'] }),
    /** With `eso`: `controller` (the default), or `whole` with webhook and cert-controller, where the lab speaks of them. */
    externalSecrets: z
      .enum(['whole', 'controller'])
      .optional()
      .meta({ examples: ['whole'] }),
    /** Namespaces that exist when the learner arrives. */
    namespaces: z
      .array(namespace)
      .max(20)
      .meta({ examples: [['lab1']] }),
    /** How long an attempt lives unless it is extended. */
    leaseMinutes: z
      .number()
      .int()
      .min(10)
      .max(1440)
      .meta({ examples: [120] }),
    /** What its containers may use. */
    limits: z.strictObject({
      nodeMemoryMiB: mebibytes(2048),
      workspaceMemoryMiB: mebibytes(512),
      vaultMemoryMiB: mebibytes(256),
      /** How many processes the learner may have. */
      workspacePids: z
        .number()
        .int()
        .min(32)
        .max(4096)
        .meta({ examples: [256] }),
    }),
  }),
  /** Where there is a `start.sh`: about how long it takes, as measured. */
  prepareSeconds: z
    .number()
    .int()
    .min(1)
    .max(240)
    .optional()
    .meta({ examples: [15] }),
  /** What an attempt may cost; `labs verify` holds the lab to it. */
  budget: z
    .strictObject({
      /** What its containers take together when the learner arrives, without page cache. */
      memoryMiB: mebibytes(1400),
      /** From asking for the lab to its first prompt: environment and `start.sh`. */
      startSeconds: z
        .number()
        .int()
        .min(5)
        .max(600)
        .meta({ examples: [60] }),
      /** What somebody needs who does it for the first time, bonus exercises left out. */
      minutes: z
        .number()
        .int()
        .min(1)
        .max(1440)
        .meta({ examples: [45] }),
    })
    .optional(),
  /** Folders of the exercises, in the order in which they are done. */
  exercises: z
    .array(id)
    .min(1)
    .max(30)
    .meta({ examples: [['store-secret', 'install-eso']] }),
});

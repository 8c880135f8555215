import { z } from 'zod';

/** `exercise.yaml` of one exercise. */
export const exerciseSchema = z.strictObject({
  /** Version of this format. */
  format: z.literal(1).meta({ examples: [1] }),
  /** What the learner does, in a few words; the heading on the page. */
  title: z
    .string()
    .min(3)
    .max(60)
    .meta({ examples: ['Connect the cluster to Vault'] }),
  /** What is true when it is done; one sentence. */
  goal: z
    .string()
    .min(10)
    .max(200)
    .endsWith('.')
    .meta({ examples: ['SecretStore vault-dev is Valid.'] }),
  /** How long it takes somebody who does it for the first time. */
  minutes: z
    .number()
    .int()
    .min(1)
    .max(120)
    .meta({ examples: [8] }),
  /** A bonus isn't needed to finish the lab. */
  bonus: z
    .boolean()
    .default(false)
    .meta({ examples: [false] }),
});

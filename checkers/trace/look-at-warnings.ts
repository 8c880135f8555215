import type { WarningFact } from './delivery-facts.ts';
import { listEvents, type Looking } from './looking.ts';
import { redactText } from './redact.ts';

/** The newest warning about each object, by its uid, with every known value hidden. */
export async function lookAtWarnings(
  namespaces: readonly string[],
  looking: Looking,
): Promise<ReadonlyMap<string, WarningFact>> {
  const redaction = { fingerprint: looking.fingerprint, secrets: [...looking.secrets] };
  const lists = await Promise.all(namespaces.map((namespace) => listEvents(namespace, looking)));
  const warnings = lists.flat().filter(({ type }) => type === 'Warning');
  return new Map(
    warnings
      .sort((a, b) => a.at.localeCompare(b.at))
      .map(({ uid, reason, message, at }) => [
        uid,
        { text: redactText(`${reason}: ${message}`, redaction), at },
      ]),
  );
}

import { code, codes } from '#checkers/presentable.ts';
import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds, settling, type Hints, type Verdict } from '#checkers/outcome.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { names } from '../world/names.ts';
import { mounts, parseAnswer, sealStatus } from '../world/vault-answers.ts';
import {
  givenDigests,
  lookAtEntry,
  onceHeldGiven,
  sameDigests,
  type EntryFact,
} from '../world/vault-entry.ts';

const pollMs = 3000;
const put = 'vault kv put -mount=secret myapp/config database_url="…" api_key="…"';
const get = 'vault kv get -mount=secret myapp/config';

interface EngineFact {
  readonly sealed: boolean;
  /** Type and version of what is mounted at secret/; absent: nothing is. */
  readonly mounted?: string;
}

const vaultReady = defineCheck<EngineFact>({
  id: 'vault-ready',
  claim: 'Vault is unsealed and keeps versioned entries at `secret/`',
  points: 0,
  given: true,
  watches: [],
  pollMs,
  look: async ({ vault }, signal) => {
    const { sealed } = parseAnswer('its seal', sealStatus, await vault.read('sys/seal-status', signal));
    if (sealed) return { sealed };
    const { data } = parseAnswer('its engines', mounts, await vault.read('sys/mounts', signal));
    const engine = data[`${names.mount}/`];
    return engine === undefined
      ? { sealed }
      : { sealed, mounted: `${engine.type} ${engine.options?.['version'] ?? '1'}` };
  },
  judge: (fact) => {
    if (fact.sealed) return sealed;
    if (fact.mounted === 'kv 2') return holds;
    return differs('no-kv-engine', {
      saw:
        fact.mounted === undefined
          ? 'nothing is mounted at `secret/`'
          : `${code(fact.mounted)} is mounted at \`secret/\``,
      wanted: 'the KV engine, version 2, at `secret/`',
      next: 'Look at the list of engines with `vault secrets list -detailed`.',
      hints: [
        'Vault came with a KV engine at `secret/`. The list of engines shows what is there now.',
        'The column Options of `vault secrets list -detailed` has to say `map[version:2]` for `secret/`.',
        'Disable what is there, if anything is, then: `vault secrets enable -path=secret -version=2 kv`',
      ],
    });
  },
});

const sealed: Verdict = differs('sealed', {
  saw: 'Vault is sealed: it answers no request for data',
  wanted: 'an unsealed Vault',
  next: 'Start this lab anew: a sealed development Vault keeps its unseal key to itself.',
  hints: [
    '`vault status` shows whether Vault is sealed.',
    'Somebody ran `vault operator seal`. The unseal key was printed once, in the log of the Vault container.',
    'End this attempt and start the lab anew; it takes less than a minute.',
  ],
});

const entryExists = defineCheck<EntryFact>({
  id: 'entry-exists',
  claim: 'Vault has an entry at `secret/myapp/config`',
  points: 1,
  needs: ['vault-ready'],
  watches: [],
  pollMs,
  look: lookAtEntry,
  judge: (fact) => {
    if (fact.state === 'present') return holds;
    if (fact.state === 'deleted') return deleted(fact.version);
    return fact.elsewhere.length > 0 ? elsewhere(fact.elsewhere) : nothing;
  },
});

const nothing: Verdict = differs('absent', {
  saw: 'Vault has no entry in `secret/` at all',
  wanted: 'an entry at `secret/myapp/config`',
  next: 'Write both values with one `vault kv put`.',
  hints: [
    'Vault is reachable from your terminal: `vault status`. The engine for this is mounted at `secret/`.',
    'The mount is `secret`, the path below it is `myapp/config`. Both keys go into the same command: every put replaces the whole entry.',
    `\`${put}\``,
  ],
});

function elsewhere(found: readonly string[]): Verdict {
  const doubled = found.find((path) => /^(secret|data)\//.test(path));
  return differs('elsewhere', {
    saw: `no entry at \`secret/myapp/config\`, but ${codes(found.map((path) => `secret/${path}`))}`,
    wanted: 'an entry at `secret/myapp/config`',
    next: 'Write it again under the right path, then remove the other one.',
    hints: [
      'You have written something, at another path. `vault kv list -mount=secret` shows what is there.',
      doubled === undefined
        ? 'With `-mount=secret` the path is `myapp/config`: two parts, all lower case.'
        : 'With `-mount=secret` the path doesn’t begin with `secret/` or `data/` again: it is just `myapp/config`.',
      `\`${put}\``,
    ],
  });
}

function deleted(version: number): Verdict {
  return differs('deleted', {
    saw: `version ${String(version)} of the entry is deleted`,
    wanted: 'a version of `secret/myapp/config` that can be read',
    next: 'Undelete that version, or write a new one.',
    hints: [
      'KV version 2 deletes softly: the entry is still known, its newest version is marked as deleted.',
      '`vault kv metadata get -mount=secret myapp/config` lists the versions and when each was deleted.',
      `\`vault kv undelete -mount=secret -versions=${String(version)} myapp/config\``,
    ],
  });
}

interface KeysFact {
  readonly keys: readonly string[];
}

const entryKeys = defineCheck<KeysFact>({
  id: 'entry-keys',
  claim: 'The entry has exactly the keys `database_url` and `api_key`',
  points: 1,
  needs: ['entry-exists'],
  watches: [],
  pollMs,
  look: async (probes, signal) => {
    const entry = await lookAtEntry(probes, signal);
    return { keys: entry.state === 'present' ? entry.keys : [] };
  },
  judge: ({ keys }) => {
    const missing = names.keys.filter((key) => !keys.includes(key));
    const extra = keys.filter((key) => !names.keys.some((name) => name === key));
    if (missing.length > 0) return missingKeys(missing, extra);
    return extra.length > 0 ? extraKeys(extra) : holds;
  },
});

function missingKeys(missing: readonly string[], extra: readonly string[]): Verdict {
  const similar = extra.filter((key) => missing.includes(key.toLowerCase().replaceAll('-', '_')));
  return differs('missing-key', {
    saw: `${codes(missing)} missing${extra.length > 0 ? `; there is ${codes(extra)}` : ''}`,
    wanted: '`database_url` and `api_key`, in one entry',
    next:
      similar.length > 0
        ? 'Keys are compared letter by letter: lower case, with an underscore.'
        : 'Put both keys into the entry with one command.',
    hints: [
      `Look at the entry as it is now: \`${get}\``,
      '`kv put` replaces the whole entry: two puts with a key each leave only the second key. `kv patch` adds to it.',
      `\`${put}\``,
    ],
  });
}

function extraKeys(extra: readonly string[]): Verdict {
  return differs('extra-key', {
    saw: `besides the two there is ${codes(extra)}`,
    wanted: 'only `database_url` and `api_key`',
    next: 'Write the entry again with these two keys only.',
    hints: [
      'The whole entry will become one Kubernetes Secret: whatever else is in it will be there too.',
      `Look at the keys: \`${get}\``,
      `A put replaces the whole entry: \`${put}\``,
    ],
  });
}

interface ValuesFact {
  readonly testing: boolean;
  /** Keys whose value is another one. */
  readonly wrong: readonly string[];
  /** Those of them that would be right without white space around them. */
  readonly padded: readonly string[];
  /** An earlier version held the values of this attempt. */
  readonly once: boolean;
}

const entryValues = defineCheck<ValuesFact>({
  id: 'entry-values',
  claim: 'Both values are the ones you were given',
  points: 2,
  needs: ['entry-keys'],
  watches: [],
  pollMs,
  look: lookAtValues,
  judge: ({ testing, wrong, padded, once }) => {
    if (wrong.length === 0 || once) return holds;
    if (testing) return beingTested(wrong);
    return padded.length > 0 ? paddedValues(padded) : otherValues(wrong);
  },
});

async function lookAtValues(probes: Probes, signal: AbortSignal): Promise<ValuesFact> {
  const entry = await lookAtEntry(probes, signal);
  const given = givenDigests(probes);
  if (entry.state !== 'present' || sameDigests(entry.digests, given)) {
    return { testing: false, wrong: [], padded: [], once: true };
  }
  const wrong = names.keys.filter((key) => entry.digests[key] !== given[key]);
  const padded = wrong.filter((key) => entry.trimmed[key] === given[key]);
  return { testing: entry.testing, wrong, padded, once: await onceHeldGiven(probes, signal) };
}

function beingTested(wrong: readonly string[]): Verdict {
  return settling('testing', {
    waitingFor: 'a check that tries another value in Vault for a moment and then puts yours back',
    untilMs: 120_000,
    overdue: { ...otherValue(wrong), saw: `${codes(wrong)} still holds a test value: a check was cut off` },
  });
}

function paddedValues(padded: readonly string[]): Verdict {
  return differs('padded', {
    saw: `${codes(padded)} has white space around the right value`,
    wanted: 'the value and nothing else, no newline at its end',
    next: 'Write it again without the newline; a program would send it along.',
    hints: [
      `Make the end visible: \`vault kv get -mount=secret -field=${padded[0] ?? 'api_key'} myapp/config | od -c | tail\``,
      'A newline often comes from `echo "…" > file` and `key=@file`. `printf %s "…"` writes none.',
      `\`vault kv patch -mount=secret myapp/config ${padded[0] ?? 'api_key'}="…"\``,
    ],
  });
}

function otherValues(wrong: readonly string[]): Verdict {
  return differs('other-value', otherValue(wrong));
}

function otherValue(wrong: readonly string[]): { saw: string; wanted: string; next: string; hints: Hints } {
  return {
    saw: `${codes(wrong)} holds another value than the one you were given`,
    wanted: 'the values shown on this page; they are made for this attempt only',
    next: 'Copy the values from the page once more.',
    hints: [
      `Compare what Vault has with the page: \`${get}\``,
      'Put quotes around each value: a shell takes `&`, `$` and spaces for itself.',
      'The code block of this exercise has your own values in it: run it from there.',
    ],
  };
}

export const checks: readonly Check[] = [vaultReady, entryExists, entryKeys, entryValues];

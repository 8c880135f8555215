import { readFile } from 'node:fs/promises';
import { Fault } from '#containers/contract/fault.ts';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { parseRecord } from './bundle-record.ts';

/**
 * The bundle that a file describes, as preparing one leaves it in the cache folder. For servers without an engine of their
 * own: images are where the file says, and nothing is prepared. Fault BUNDLE_CORRUPT when it describes none.
 */
export async function readBundleFile(file: string): Promise<RuntimeBundle> {
  try {
    return parseRecord(await readFile(file, 'utf8')).bundle;
  } catch (cause) {
    throw new Fault({
      code: 'BUNDLE_CORRUPT',
      message: `${file} does not describe a runtime bundle: ${cause instanceof Error ? cause.message.slice(0, 300) : String(cause)}`,
      hint: 'Take the file from the folder `bundles` of the cache of the machine that prepared the bundle.',
      cause,
    });
  }
}

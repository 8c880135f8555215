/** `npm run licences`: what Kindlab stands on and under which terms. Exit code 1 when one is not on the list. */
import { isAllowed, packageLicences, readLock } from './package-licences.ts';

const all = packageLicences(await readLock());
const byLicence = Map.groupBy(all, ({ licence }) => (licence === '' ? 'unknown' : licence));
const rows = [...byLicence].toSorted(([, a], [, b]) => b.length - a.length);
for (const [licence, packages] of rows) {
  const names = packages.map(({ name, version }) => `${name}@${version}`).join(' ');
  console.log(
    `${licence} (${packages.length}, ${packages.filter(({ dev }) => !dev).length} of them at run time)\n  ${names}`,
  );
}
const refused = all.filter(({ licence }) => !isAllowed(licence));
for (const { name, version, licence } of refused) {
  console.error(
    `${name}@${version}: ${licence === '' ? 'no licence' : licence} is not on the list in tests/supply/package-licences.ts.`,
  );
}
process.exitCode = refused.length === 0 ? 0 : 1;

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import {
  findCertificate,
  findCertificateOf,
  insertCertificate,
  withdrawCertificates,
} from './certificate-rows.ts';
import { deleteLearnerData, readLearnerData } from './learner-data.ts';
import type { Database } from './open-database.ts';

const issuedAt = new Date('2026-01-01T10:00:00.000Z');
const at = new Date('2026-02-01T10:00:00.000Z');

describe.each(databaseKinds())('certificates in $name', ({ open }) => {
  let opened: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    opened = await open();
    ({ db } = opened);
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test('a learner has one; of a withdrawn one nothing is left but its number and the time', async () => {
    expect(await insertCertificate(db, { id: 'one', learner: 'ada', envelope: 'signed', issuedAt })).toBe(
      true,
    );
    expect(await insertCertificate(db, { id: 'two', learner: 'ada', envelope: 'again', issuedAt })).toBe(
      false,
    );
    expect(await findCertificateOf(db, 'ada')).toBe('signed');
    expect(await findCertificate(db, 'one')).toEqual({ state: 'issued', id: 'one', envelope: 'signed' });
    await withdrawCertificates(db, 'ada', at);
    expect(await findCertificate(db, 'one')).toEqual({ state: 'withdrawn', id: 'one', at });
    expect(await findCertificateOf(db, 'ada')).toBeUndefined();
    const rows = await db.selectFrom('certificates').selectAll().execute();
    expect(rows).toMatchObject([{ learner: null, envelope: null }]);
    expect(await insertCertificate(db, { id: 'two', learner: 'ada', envelope: 'again', issuedAt })).toBe(
      true,
    );
    await withdrawCertificates(db, 'ada', at);
    expect(await findCertificate(db, 'never')).toBeUndefined();
  });

  test('it goes along with a learner’s data, and is withdrawn with them; others stay', async () => {
    await insertCertificate(db, { id: 'mine', learner: 'eve', envelope: 'mine', issuedAt });
    await insertCertificate(db, { id: 'theirs', learner: 'bob', envelope: 'theirs', issuedAt });
    expect((await readLearnerData(db, 'eve')).certificates).toMatchObject([{ id: 'mine', envelope: 'mine' }]);
    await deleteLearnerData(db, 'eve', at);
    expect(await findCertificate(db, 'mine')).toEqual({ state: 'withdrawn', id: 'mine', at });
    expect((await readLearnerData(db, 'eve')).certificates).toEqual([]);
    expect(await findCertificateOf(db, 'bob')).toBe('theirs');
  });
});

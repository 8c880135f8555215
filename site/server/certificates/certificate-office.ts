import { randomInt, type KeyObject } from 'node:crypto';
import path from 'node:path';
import type { Logger } from 'pino';
import { signingKey } from '#labs/grading/evidence/signing-key.ts';
import type { CertificateStatus, CertificateView, Verification } from '#site/protocol/certificates.ts';
import { RequestFault } from '../fault-to-response.ts';
import { courseProgress, type Course } from '../progress/course-progress.ts';
import {
  findCertificate,
  findCertificateOf,
  insertCertificate,
  withdrawCertificates,
} from '../state/certificate-rows.ts';
import { listProgressOfLearner } from '../state/exercise-progress-rows.ts';
import type { Database } from '../state/open-database.ts';
import { courseProof, type CourseProof } from './course-proof.ts';
import { openCertificate, signCertificate } from './sign-certificate.ts';

export interface CertificateOfficeOptions extends Course {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly dataDir: string;
}

/** What the certificate calls the course. */
export const courseName = 'Vault and External Secrets';

const idAlphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const idLength = 20;

/** Issues certificates, withdraws them, and says of a number what became of it. */
export class CertificateOffice {
  readonly #options: CertificateOfficeOptions;
  #key: Promise<KeyObject> | undefined;

  constructor(options: CertificateOfficeOptions) {
    this.#options = options;
  }

  async status(learner: string): Promise<Omit<CertificateStatus, 'name'>> {
    const { open } = await this.#proof(learner);
    return { course: courseName, open, certificate: (await this.#issued(learner)) ?? null };
  }

  /** The one there is, or a new one. Throws a RequestFault 409 while something of the course is open. */
  async issue(
    learner: string,
    { name, from }: { readonly name: string; readonly from: CertificateView['nameFrom'] },
  ): Promise<{ readonly certificate: CertificateView; readonly fresh: boolean }> {
    const { db, log, now } = this.#options;
    const present = await this.#issued(learner);
    if (present !== undefined) return { certificate: present, fresh: false };
    const { open, labs } = await this.#proof(learner);
    if (open.length > 0 || labs.length === 0) throw notDone(open);
    const issuedAt = now();
    const id = newId();
    const certificate: CertificateView = {
      format: 1,
      id,
      name,
      nameFrom: from,
      course: courseName,
      issuedAt: issuedAt.toISOString(),
      labs: [...labs],
    };
    const envelope = signCertificate(certificate, await this.#signingKey());
    if (!(await insertCertificate(db, { id, learner, envelope, issuedAt }))) {
      // Pressed twice: the first one stands.
      const first = await this.#issued(learner);
      if (first !== undefined) return { certificate: first, fresh: false };
      throw unreadable();
    }
    log.info({ learner, certificate: id }, 'certificate issued');
    return { certificate, fresh: true };
  }

  async withdraw(learner: string): Promise<void> {
    await withdrawCertificates(this.#options.db, learner, this.#options.now());
  }

  async verify(id: string): Promise<Verification> {
    const row = await findCertificate(this.#options.db, id);
    if (row === undefined) return { state: 'unknown' };
    if (row.state === 'withdrawn') return { state: 'withdrawn', at: row.at.toISOString() };
    const certificate = openCertificate(row.envelope, await this.#signingKey());
    // The number is in what was signed: a row under another number is not it.
    if (certificate?.id === id) return { state: 'valid', certificate };
    this.#options.log.warn(
      { certificate: id },
      'a certificate in the database is not as this server signed it',
    );
    return { state: 'unknown' };
  }

  async #issued(learner: string): Promise<CertificateView | undefined> {
    const envelope = await findCertificateOf(this.#options.db, learner);
    return envelope === undefined ? undefined : openCertificate(envelope, await this.#signingKey());
  }

  async #proof(learner: string): Promise<CourseProof> {
    const { db, catalog, quizzes } = this.#options;
    const exercises = await listProgressOfLearner(db, learner);
    const progress = courseProgress({ catalog, quizzes }, { exercises, answers: [] });
    return courseProof(catalog, progress, exercises);
  }

  /** Made when it is needed first; a failure is not remembered. */
  #signingKey(): Promise<KeyObject> {
    this.#key ??= signingKey(path.join(this.#options.dataDir, 'certificate-key.pem')).catch(
      (error: unknown) => {
        this.#key = undefined;
        throw error;
      },
    );
    return this.#key;
  }
}

function newId(): string {
  return Array.from({ length: idLength }, () => idAlphabet[randomInt(idAlphabet.length)]).join('');
}

function notDone(open: CourseProof['open']): RequestFault {
  const titles = open.map(({ title }) => title).join(', ');
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: `The course is not done yet: exercises are open in ${titles || 'its labs'}.`,
    hint: 'A certificate says what was proven. Finish what is open; bonus exercises are not needed.',
  });
}

function unreadable(): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: 'You have a certificate that this server can not read: its signing key was changed.',
    hint: 'Withdraw it, then get a new one; whoever runs the server can bring back `certificate-key.pem`.',
  });
}

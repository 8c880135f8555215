import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { RequestFault } from '../fault-to-response.ts';

/** Argon2id (the library's default) with 19 MiB, two passes, one thread: what OWASP advises at the least. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const fewestCharacters = 10;
const mostCharacters = 200;

/** Each hash takes 19 MiB and a core for some ten milliseconds: a rush of sign-ins waits its turn. */
const queue = pLimit(4);
let decoy: Promise<string> | undefined;

/** The hash to store, in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return queue(() => hash(password.normalize('NFKC'), cost));
}

/** Takes as long where there is no hash, so that nobody learns from the time which addresses have an account. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this');
  const against = stored ?? (await decoy);
  const fits = await queue(() => verify(against, password.normalize('NFKC')));
  return fits && stored !== undefined;
}

/** Throws a RequestFault that says what is wrong with a new password. Length counts, mixtures do not (NIST 800-63B). */
export function refuseWeakPassword(
  password: string,
  about: { readonly email: string; readonly name: string },
): void {
  const { length } = password;
  if (length < fewestCharacters || length > mostCharacters) {
    throw weak(
      `The password has ${length} characters; ${fewestCharacters} to ${mostCharacters} are asked for.`,
    );
  }
  if (new Set(password).size < 4) throw weak('The password repeats the same few characters.');
  const said = password.toLowerCase();
  const known = [about.email, about.email.split('@')[0] ?? '', about.name].map((each) => each.toLowerCase());
  if (known.includes(said)) throw weak('The password is the name or address of its owner.');
}

function weak(message: string): RequestFault {
  return new RequestFault(400, {
    code: 'NOT_ALLOWED',
    message,
    hint: 'Choose another one: a few words in a row are long and easy to keep in mind.',
  });
}

/** What nobody may find in what a server says, under the name that a test calls it by. */
export class SecretSearch {
  readonly #secrets = new Map<string, string>();

  /** Keeps a secret to search for. Throws for one so short that it could be there by chance. */
  note(name: string, secret: string | undefined): void {
    if (secret === undefined || secret.length < 8) throw new Error(`${name} is no secret to search for`);
    this.#secrets.set(`${name} (${String(this.#secrets.size)})`, secret);
  }

  get size(): number {
    return this.#secrets.size;
  }

  /** Where which secret was found, and how it was written there. Never the secret itself: tests are printed. */
  foundIn(said: Readonly<Record<string, string>>): readonly string[] {
    const found: string[] = [];
    for (const [name, secret] of this.#secrets)
      for (const [form, written] of formsOf(secret))
        for (const [where, text] of Object.entries(said))
          if (text.includes(written)) found.push(`${name} as ${form} in ${where}`);
    return found;
  }
}

/** As it is, within JSON or an address, and in base64, also in the middle of something longer. */
function formsOf(secret: string): ReadonlyMap<string, string> {
  const forms = new Map([
    ['text', secret],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['an address', encodeURIComponent(secret)],
    ['hex', Buffer.from(secret).toString('hex')],
  ]);
  for (const before of [0, 1, 2]) {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    // The characters that depend on what stands before and after it are left out.
    const core = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)] as const;
    for (const form of ['base64', 'base64url'] as const)
      forms.set(`${form} at ${String(before)}`, bytes.toString(form).slice(...core));
  }
  return forms;
}

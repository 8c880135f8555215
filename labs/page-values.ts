/** Values whose keys begin with this are for scripts and checks alone: what is to be found out, for instance. */
const hiddenPrefix = 'hidden_';

/** The values of an attempt that its page may show. */
export function pageValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith(hiddenPrefix)));
}

/** An attempt's values in every spelling that a text could carry them in, for `presentable` to cut out. */
export function secretForms(values: Readonly<Record<string, string>>): readonly string[] {
  const forms = Object.values(values).flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64'),
    encodeURIComponent(value),
  ]);
  // Longer ones first: a short value may be a part of a long one.
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}

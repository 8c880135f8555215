import { dateLanguage } from '../language/page-language.ts';

const tenths = new Intl.NumberFormat(dateLanguage, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** “5.4 GiB”, as the reader writes numbers. */
export function inGiB(mebibytes: number): string {
  return `${tenths.format(mebibytes / 1024)} GiB`;
}

import { expect, test } from 'vitest';
import { PreviewNames, sharesCookies } from './preview-names.ts';

const label = '0123456789abcdef0123456789abcdef';
const local = new PreviewNames();
const both = new PreviewNames('https://previews.example:8443');

test.each([
  ['http://127.0.0.1:4000', `http://${label}.preview.localhost:4000/`],
  ['http://localhost:14000', `http://${label}.preview.localhost:14000/`],
  ['http://[::1]:4000', `http://${label}.preview.localhost:4000/`],
])('a browser that finds the site at %s finds names below localhost, too', (site, address) => {
  expect(both.addressFor(site, label)?.href).toBe(address);
  expect(local.addressFor(site, label)?.href).toBe(address);
});

test('others find names below that of the operator, and none where there is none', () => {
  expect(both.addressFor('https://lab.example', label)?.href).toBe(`https://${label}.previews.example:8443/`);
  expect(both.isOfferedAt('https://lab.example')).toBe(true);
  expect(local.addressFor('https://lab.example', label)).toBeUndefined();
  expect(local.isOfferedAt('https://lab.example')).toBe(false);
  expect(both.isOfferedAt('null')).toBe(false);
});

test('only whole labels right below a known name are those of previews', () => {
  expect(both.labelOf(`${label}.previews.example:8443`)).toBe(label);
  expect(both.labelOf(`${label.toUpperCase()}.Previews.Example`)).toBe(label);
  expect(both.labelOf(`${label}.preview.localhost:4000`)).toBe(label);
  expect(local.labelOf(`${label}.previews.example`)).toBeUndefined();
  for (const host of [
    undefined,
    '',
    'lab.example',
    'previews.example',
    `${label}.x.previews.example`,
    `x${label}.previews.example`,
  ])
    expect(both.labelOf(host)).toBeUndefined();
});

test('names above and below one another share cookies, others do not', () => {
  expect(sharesCookies('https://lab.example', 'https://previews.lab.example')).toBe(true);
  expect(sharesCookies('https://a.lab.example', 'https://lab.example:8443')).toBe(true);
  expect(sharesCookies('https://lab.example', 'http://lab.example')).toBe(true);
  expect(sharesCookies('https://lab.example', 'https://lab-previews.example')).toBe(false);
  expect(sharesCookies('https://lab.example', 'https://notlab.example')).toBe(false);
});

const shapes = {
  pass: 'M4 10.5 8.2 15 16 5.8',
  fail: 'M5.2 5.2l9.6 9.6M14.8 5.2 5.2 14.8',
  settle: 'M10 4.4v5.8l3.6 2.2M17 10a7 7 0 1 1-7-7',
  ours: 'M10 3 18 17H2zM10 8v4.2M10 14.6v.2',
  blocked: 'M6 9V6.6a4 4 0 0 1 8 0V9M4.6 9h10.8v7.6H4.6z',
  unproven: 'M7 7.4a3 3 0 1 1 4.4 2.7c-1 .5-1.4 1.1-1.4 2.2M10 15.4v.2',
  idle: 'M5 10h10',
  running: 'M17 10a7 7 0 1 1-7-7',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13 13l4 4',
  plus: 'M10 4v12M4 10h12',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  up: 'M4.5 12.5 10 7l5.5 5.5',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  left: 'M12.5 4.5 7 10l5.5 5.5',
  right: 'M7.5 4.5 13 10l-5.5 5.5',
  reader: 'M3 8v4h3l4 3.4V4.6L6 8zM13 7.2a4 4 0 0 1 0 5.6M15.4 5a7 7 0 0 1 0 10',
  eye: 'M2 10s3-5.2 8-5.2S18 10 18 10s-3 5.2-8 5.2S2 10 2 10M10 7.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4',
  hand: 'M6 11V5.5a1.2 1.2 0 0 1 2.4 0V9M8.4 9V4a1.2 1.2 0 0 1 2.4 0v5M10.8 9V5a1.2 1.2 0 0 1 2.4 0v5.5M13.2 10V7.5a1.2 1.2 0 0 1 2.3 0V12a5.5 5.5 0 0 1-10 3.2L3.3 12a1.2 1.2 0 0 1 2-1.3L6 12',
  replay: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M8.3 7v6l4.9-3z',
  beside: 'M3 4h14v12H3zM10 4v12',
  stacked: 'M3 4h14v12H3zM3 10h14',
  file: 'M5 2.8h6.4L15 6.4v10.8H5zM11 3v4h4',
  folder: 'M2.8 16V4.4h5l1.8 2h7.6V16z',
  more: 'M4.4 10v.1M10 10v.1M15.6 10v.1',
  upload: 'M10 13V4M5.8 8 10 3.8 14.2 8M3.5 16.2h13',
  key: 'M6.5 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8M10.4 10H17v3M14 10v2.4',
  reload: 'M16.2 6.8A7 7 0 1 0 17 10M17 3.6v3.6h-3.6',
} as const;

export type IconName = keyof typeof shapes;

/** A drawn sign in the current colour; decoration only, the words stand beside it. */
export function icon(name: IconName, size = 20): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const attributes = {
    viewBox: '0 0 20 20',
    width: size,
    height: size,
    class: `kl-icon kl-icon-${name}`,
    'aria-hidden': 'true',
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, String(value));
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}

import { expect, test } from 'vitest';
import { readStatus } from './debian-packages.ts';
import { readGoModules } from './go-modules.ts';

test('modules of programs, what was replaced by what it was replaced by, and folders left out', () => {
  const output = [
    'steps/programs/kind: go1.26.8',
    '\tpath\tkindlab.invalid/programs/cmd/kind',
    '\tmod\tkindlab.invalid/programs\t(devel)\t',
    '\tdep\tal.essio.dev/pkg/shellescape\tv1.6.0\th1:NxFcEqz=',
    '\tdep\tk8s.io/api\tv0.0.0',
    '\t=>\tk8s.io/api\tv0.34.4\th1:abc=',
    '\tdep\texample.org/here\tv1.0.0',
    '\t=>\t./here\t(devel)',
    '\tbuild\t-trimpath=true',
    'steps/openbao/bao: go1.27.3',
    '\tmod\tgithub.com/openbao/openbao/v2\tv2.7.2\t',
  ].join('\n');
  expect(readGoModules(output)).toEqual([
    { name: 'al.essio.dev/pkg/shellescape', version: 'v1.6.0' },
    { name: 'k8s.io/api', version: 'v0.34.4' },
    { name: 'github.com/openbao/openbao/v2', version: 'v2.7.2' },
  ]);
});

test('packages that are installed, and not those that were removed', () => {
  const text = `Package: tmux
Status: install ok installed
Architecture: amd64
Version: 3.3a-3
Description: terminal multiplexer
 Version: 0 of something else

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1.0

Package: ca-certificates
Status: install ok installed
Architecture: all
Version: 20230311
`;
  expect(readStatus(text)).toEqual([
    { name: 'tmux', version: '3.3a-3', architecture: 'amd64' },
    { name: 'ca-certificates', version: '20230311', architecture: 'all' },
  ]);
});

import { expect, test } from 'vitest';
import { bridgeFilter } from './bridge-filter.ts';

const dropped = 2;
const passed = 0xff_ff_ff_ff;

/** As the kernel runs it. */
function verdict(frame: Buffer): number {
  const program = bridgeFilter
    .split(',')
    .slice(1)
    .map((step) => step.split(' ').map(Number));
  let [a, x] = [0, 0];
  for (let at = 0; ; at += 1) {
    const [code, yes = 0, no = 0, value = 0] = program[at] ?? [];
    if (code === 0x20) a = frame.readUInt32BE(value);
    else if (code === 0x28) a = frame.readUInt16BE(value);
    else if (code === 0x30) a = frame.readUInt8(value);
    else if (code === 0x48) a = frame.readUInt16BE(x + value);
    else if (code === 0xb1) x = (frame.readUInt8(value) & 15) * 4;
    else if (code === 0x54) a = (a & value) >>> 0;
    else if (code === 0x07) x = a;
    else if (code === 0x1d) at += a === x ? yes : no;
    else if (code === 0x15) at += a === value ? yes : no;
    else if (code === 0x45) at += (a & value) === 0 ? no : yes;
    else if (code === 0x06) return value;
    else throw new Error(`no such step: ${String(code)}`);
  }
}

interface Packet {
  readonly protocol?: number;
  readonly port?: number;
  readonly fragment?: number;
  readonly options?: Buffer;
}

function toIpv4(address: string, { protocol = 6, port = 80, fragment = 0, options }: Packet = {}): Buffer {
  const header = Buffer.alloc(34);
  header.writeUInt16BE(0x0800, 12);
  header.writeUInt8(0x45 + (options?.length ?? 0) / 4, 14);
  header.writeUInt16BE(fragment, 20);
  header.writeUInt8(protocol, 23);
  header.set([10, 213, 4, 70], 26);
  header.set(address.split('.').map(Number), 30);
  const ports = Buffer.alloc(8);
  ports.writeUInt16BE(40_000);
  ports.writeUInt16BE(port, 2);
  return Buffer.concat([header, options ?? Buffer.alloc(0), ports]);
}

function toIpv6(words: readonly number[]): Buffer {
  const frame = Buffer.alloc(62);
  frame.writeUInt16BE(0x86dd, 12);
  for (const [index, word] of words.entries()) frame.writeUInt16BE(word, 38 + index * 2);
  return frame;
}

test.each([
  ['169.254.169.254', toIpv4('169.254.169.254')],
  ['a task’s credentials', toIpv4('169.254.170.2')],
  ['Alibaba Cloud’s', toIpv4('100.100.100.200')],
  ['Azure’s, for agents', toIpv4('168.63.129.16', { port: 32_526 })],
  ['an older one of Oracle’s', toIpv4('192.0.0.192')],
  ['by datagrams', toIpv4('169.254.169.254', { protocol: 17 })],
  ['by an echo request', toIpv4('169.254.169.254', { protocol: 1, port: 53 })],
  ['a later fragment', toIpv4('169.254.169.254', { fragment: 0x20_01, port: 53 })],
  ['options that look like port 53', toIpv4('169.254.169.254', { options: Buffer.from([1, 1, 0, 53]) })],
  ['Amazon’s by IPv6', toIpv6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254])],
  ['Google’s by IPv6', toIpv6([0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254])],
])('nothing gets to a metadata service: %s', (_name, frame) => {
  expect(verdict(frame)).toBe(dropped);
});

test.each(['10.213.4.64', '10.213.4.127'].map((own) => [own]))('what is its own ends at %s', (own) => {
  const [before, after] = [-1, 1].map((step) => own.replace(/\d+$/, (last) => String(Number(last) + step)));
  const verdicts = [before, own, after].map((address) => verdict(toIpv4(address ?? '')));
  expect(verdicts.filter((each) => each === dropped)).toHaveLength(1);
});

test('nothing gets to another environment', () => {
  for (const address of ['10.213.4.2', '10.213.4.129', '10.213.200.66'])
    expect(verdict(toIpv4(address)), address).toBe(dropped);
});

test.each([
  ['names', toIpv4('169.254.169.254', { protocol: 17, port: 53 })],
  ['long names', toIpv4('169.254.169.253', { port: 53, fragment: 0x40_00 })],
  ['names with options', toIpv4('168.63.129.16', { port: 53, options: Buffer.alloc(8, 1) })],
  ['the gateway', toIpv4('10.213.4.65')],
  ['its own Vault', toIpv4('10.213.4.66')],
  ['its own last address', toIpv4('10.213.4.127')],
  ['a place outside', toIpv4('198.51.100.2')],
  ['a neighbour in number', toIpv4('169.253.169.254')],
  ['IPv6', toIpv6([0xfe80, 0, 0, 0, 0, 0, 0, 1])],
  ['what is no IP', Buffer.concat([Buffer.alloc(12), Buffer.from([0x08, 0x06]), Buffer.alloc(48)])],
])('everything else does: %s', (_name, frame) => {
  expect(verdict(frame)).toBe(passed);
});

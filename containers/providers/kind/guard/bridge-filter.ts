/**
 * Addresses at which clouds hand a machine's credentials to whoever asks from it. Most stand in 169.254.0.0/16; then Alibaba Cloud's,
 * what Azure tells its machines' agents, and an older one of Oracle's.
 */
const linkLocal = 0xa9_fe;
/** 10.213.0.0/16, where all environments are, each in a /26 of its own (subnet.ts). */
const environments = 0x0a_d5;
const ownNetwork = 0xff_ff_ff_c0;
const single = [ipv4(100, 100, 100, 200), ipv4(168, 63, 129, 16), ipv4(192, 0, 0, 192)];
/** The first half of the upper half of fd00:ec2::254 (Amazon) and fd20:ce::254 (Google). */
const ipv6 = [0xfd_00_0e_c2, 0xfd_20_00_ce];

/** Classic BPF: what the kernel calls these, and how long everybody has. */
const code = {
  word: 0x20,
  half: 0x28,
  byte: 0x30,
  halfBehind: 0x48,
  length: 0xb1,
  and: 0x54,
  remember: 0x07,
  is: 0x15,
  isRemembered: 0x1d,
  has: 0x45,
  end: 0x06,
};
/** Verdicts of `tc`: as if this filter were not there, and away with it. */
const pass = 0xff_ff_ff_ff;
const drop = 2;

/** Where the fields of a frame stand. */
const at = { type: 12, ip: 14, fragment: 20, protocol: 23, source: 26, target: 30, target6: 38 };
const tcp = 6;
const udp = 17;
const names = 53;

interface Step {
  readonly code: number;
  readonly value: number;
  /** Labels of where to go on; the next step where there is none. */
  readonly yes?: string;
  readonly no?: string;
}
type Line = Step | string;

const load = (width: 'byte' | 'half' | 'halfBehind' | 'length' | 'word', value: number): Step => ({
  code: code[width],
  value,
});
const when = (value: number, yes: string, no?: string): Step => ({
  code: code.is,
  value,
  yes,
  ...(no === undefined ? {} : { no }),
});
const end = (value: number): Step => ({ code: code.end, value });

/**
 * What is said to such an address is dropped, but for looking up names: that is where the resolver of some clouds is. And so is what
 * goes to another environment: the engine keeps networks apart as well, but not at every moment while it makes one.
 */
const lines: readonly Line[] = [
  load('half', at.type),
  when(0x86_dd, 'ipv6'),
  when(0x08_00, 'ipv4', 'pass'),
  'ipv4',
  load('half', at.target),
  when(linkLocal, 'near'),
  when(environments, 'environments'),
  load('word', at.target),
  ...single.map((address) => when(address, 'near')),
  when(0, 'pass', 'pass'),
  'near',
  load('byte', at.protocol),
  when(tcp, 'ports'),
  when(udp, 'ports', 'drop'),
  'ports',
  // Only a first fragment has ports, and without it the others are nothing.
  load('half', at.fragment),
  { code: code.has, value: 0x1f_ff, yes: 'drop' },
  // Options of a header must not move a port of the sender's choice to where one looks.
  load('length', at.ip),
  load('halfBehind', at.ip + 2),
  when(names, 'pass', 'drop'),
  'environments',
  load('word', at.source),
  { code: code.and, value: ownNetwork },
  { code: code.remember, value: 0 },
  load('word', at.target),
  { code: code.and, value: ownNetwork },
  { code: code.isRemembered, value: 0, yes: 'pass', no: 'drop' },
  'ipv6',
  load('word', at.target6),
  ...ipv6.map((start) => when(start, 'drop')),
  'pass',
  end(pass),
  'drop',
  end(drop),
];

/** The program in the words of `tc filter … bpf bytecode`. */
export const bridgeFilter = assemble(lines);

function assemble(program: readonly Line[]): string {
  const labels = new Map<string, number>();
  const steps: Step[] = [];
  for (const line of program)
    if (typeof line === 'string') labels.set(line, steps.length);
    else steps.push(line);
  const jump = (from: number, label: string | undefined): number =>
    label === undefined ? 0 : (labels.get(label) ?? NaN) - from - 1;
  const words = steps.map(({ code: operation, value, yes, no }, index) =>
    [operation, jump(index, yes), jump(index, no), value].map(String).join(' '),
  );
  return [String(words.length), ...words].join(',');
}

function ipv4(...bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

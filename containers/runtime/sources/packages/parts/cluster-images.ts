import { chmod, copyFile, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extractMatching } from '#containers/runtime/sources/packages/parts/extract-matching.ts';
import { linkLoader } from '#containers/runtime/sources/packages/parts/link-loader.ts';
import {
  packLayer,
  writeImageArchive,
  type ArchivedImage,
} from '#containers/runtime/sources/packages/parts/container-layer.ts';
import { versions } from '#containers/runtime/sources/packages/versions.ts';
import type { PipelineStep, StepContext } from '#containers/runtime/pipeline/step.ts';

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const registry = 'registry.k8s.io';
const controlPlane = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'];

/** The image that holds every pod's namespaces, as the node's containerd must know it. */
export const pauseImage = `${registry}/pause:${versions.pause}`;

/** What kube-proxy needs of Debian: both variants of iptables with their libraries and extensions. */
const iptablesFiles = [
  /^usr\/sbin\/xtables-(nft|legacy)-multi$/,
  /^usr\/lib\/[^/]+\/lib(xtables|mnl|nftnl|ip4tc|ip6tc)\.so\.[\d.]+$/,
  /^usr\/lib\/[^/]+\/(lib[cm]\.so\.6|ld-linux-[^/]+)$/,
  /^usr\/lib\/[^/]+\/xtables\/[^/]+\.so$/,
  /^(bin|lib|lib64|sbin)$/,
];
const caFile = /^etc\/ssl\/certs\/ca-certificates\.crt$/;
const pauseFile = /^usr\/bin\/catatonit$/;

interface Parts {
  readonly root: PipelineStep;
  readonly programs: PipelineStep;
}

/**
 * `images.tar` with what a cluster itself consists of and with External Secrets. Each image is one layer; the four
 * Kubernetes images are the same layer, so a node holds it once.
 */
export function clusterImages(parts: Parts): PipelineStep {
  return {
    id: 'cluster-images',
    title: 'Pack the images of the cluster',
    expectedMs: 8_000,
    needs: [parts.root, parts.programs],
    inputs: { versions, format: 4 },
    files: [],
    async run(context) {
      await rm(context.scratch, { recursive: true, force: true });
      const root = join(context.resultOf(parts.root), 'root.tar');
      const debian = join(context.scratch, 'debian');
      await extractMatching(root, debian, [caFile, pauseFile]);
      const programs = context.resultOf(parts.programs);
      const images = [
        ...(await kubernetesImages(programs, root, context)),
        ...(await plainImages(programs, debian, context)),
      ];
      await writeImageArchive(images, context.out);
      // The archive holds them; only it is the result.
      for (const { layer } of images) await rm(join(context.out, layer.file), { force: true });
    },
  };
}

async function kubernetesImages(
  programs: string,
  rootTar: string,
  { scratch, out, signal, report }: StepContext,
): Promise<readonly ArchivedImage[]> {
  report({ detail: 'Kubernetes' });
  const root = join(scratch, 'kubernetes');
  await extractMatching(rootTar, root, iptablesFiles);
  await linkLoader(root);
  await place(join(programs, 'kubernetes'), join(root, 'usr/local/bin/kubernetes'));
  for (const name of controlPlane) await symlink('kubernetes', join(root, 'usr/local/bin', name));
  for (const variant of ['nft', 'legacy']) await linkApplets(root, variant);
  const layer = await packLayer(root, out, signal);
  return controlPlane.map((name) => ({
    refs: [`${registry}/${name}:v${versions.kubernetes}`],
    layer,
    config: { Env: [path], Entrypoint: [`/usr/local/bin/${name}`], WorkingDir: '/' },
  }));
}

async function linkApplets(root: string, variant: string): Promise<void> {
  const folder = join(root, 'usr/lib', `iptables-${variant}`);
  await mkdir(folder, { recursive: true });
  for (const family of ['iptables', 'ip6tables']) {
    for (const applet of ['', '-save', '-restore']) {
      await symlink(`/usr/sbin/xtables-${variant}-multi`, join(folder, `${family}${applet}`));
    }
  }
}

async function plainImages(
  programs: string,
  debian: string,
  { scratch, out, signal, report }: StepContext,
): Promise<readonly ArchivedImage[]> {
  const certificates = 'etc/ssl/certs/ca-certificates.crt';
  const table = [
    {
      ref: `${registry}/etcd:${versions.etcd}-0`,
      files: {
        [join(programs, 'etcd')]: 'usr/local/bin/etcd',
        [join(programs, 'etcdctl')]: 'usr/local/bin/etcdctl',
      },
      config: { Env: [path], WorkingDir: '/' },
    },
    {
      ref: `${registry}/coredns/coredns:v${versions.coredns}`,
      files: { [join(programs, 'coredns')]: 'coredns' },
      // As root: the port below 1024 needs a file capability otherwise, which an archive of ours cannot carry.
      config: { Env: [path], Entrypoint: ['/coredns'], WorkingDir: '/' },
    },
    {
      ref: pauseImage,
      files: { [join(debian, 'usr/bin/catatonit')]: 'pause' },
      config: { Env: [path], Entrypoint: ['/pause', '-P'], User: '65535:65535', WorkingDir: '/' },
    },
    {
      ref: `oci.external-secrets.io/external-secrets/external-secrets:v${versions.externalSecrets}`,
      files: {
        [join(programs, 'external-secrets')]: 'bin/external-secrets',
        [join(debian, certificates)]: certificates,
      },
      config: { Env: [path], Entrypoint: ['/bin/external-secrets'], User: '65534', WorkingDir: '/' },
    },
  ];
  const images: ArchivedImage[] = [];
  for (const [index, { ref, files, config }] of table.entries()) {
    report({ detail: ref });
    const root = join(scratch, `image-${index}`);
    for (const [from, to] of Object.entries(files)) await place(from, join(root, to));
    images.push({ refs: [ref], layer: await packLayer(root, out, signal), config });
  }
  return images;
}

async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, 0o755);
}

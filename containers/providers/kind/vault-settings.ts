import type { VaultProduct } from '#containers/contract/bundle.ts';
import { auditFile } from './audit-log.ts';
import { tarOf } from './tar-file.ts';

const path = 'vault/config/audit.hcl';

/** As the images start it: dev mode, and settings of ours beside what dev mode sets. */
export const vaultCommand = ['server', '-dev', '-dev-no-store-token', `-config=/${path}`] as const;

/**
 * What is stored can be read and written below its engines (docs/design/0025-keeping-vault.md). OpenBao's audit device
 * writes a file that others than its own user may read; Vault takes no device from its settings.
 */
export function vaultConfig(product: VaultProduct): string {
  const audit = [
    'audit "file" "file" {',
    '  description = "Everything that was asked of this Vault"',
    '  options {',
    `    file_path = "${auditFile}"`,
    '    mode = "0644"',
    '  }',
    '}',
  ];
  return [...(product === 'openbao' ? audit : []), 'raw_storage_endpoint = true', ''].join('\n');
}

/** The same as a tar of the root folder. */
export function vaultSettings(product: VaultProduct): Buffer {
  return tarOf({ path, content: Buffer.from(vaultConfig(product)), mode: 0o644 });
}

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
export function vaultSettings(product: VaultProduct): Buffer {
  const audit = [
    'audit "file" "file" {',
    '  description = "Everything that was asked of this Vault"',
    '  options {',
    `    file_path = "${auditFile}"`,
    '    mode = "0644"',
    '  }',
    '}',
  ];
  const lines = [...(product === 'openbao' ? audit : []), 'raw_storage_endpoint = true', ''];
  return tarOf({ path, content: Buffer.from(lines.join('\n')), mode: 0o644 });
}

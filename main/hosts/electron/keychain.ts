import type * as Electron from 'electron';
import type { Keychain } from '../../core/keys/keychain.ts';

/** The part of Electron's `safeStorage` that is used; its synchronous functions leave in Electron 46. */
export type SafeStorage = Pick<
  typeof Electron.safeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

/**
 * The operating system's keychain through Electron, or null where there is none worth the name: on Linux without a
 * secret service Electron would fall back to a key that stands in its own source (`basic_text`).
 */
export async function osKeychain(storage: SafeStorage, platform: NodeJS.Platform): Promise<Keychain | null> {
  if (!(await storage.isAsyncEncryptionAvailable())) return null;
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend())) return null;
  return {
    protect: (bytes) => storage.encryptStringAsync(Buffer.from(bytes).toString('base64')),
    recover: async (bytes) => {
      try {
        const { result } = await storage.decryptStringAsync(Buffer.from(bytes));
        return Buffer.from(result, 'base64');
      } catch {
        return null;
      }
    },
  };
}

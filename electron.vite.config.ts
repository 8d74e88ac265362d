import { defineConfig } from 'electron-vite';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { fileURLToPath } from 'node:url';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The window's build, shared with `scripts/build.ts`, which needs nothing else of this file. */
export const renderer: UserConfig = {
  root: path('renderer'),
  base: './',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: path('out/renderer'),
    emptyOutDir: true,
    target: 'chrome142',
    minify: true,
    sourcemap: false,
    reportCompressedSize: false,
    // Loaded from this machine: one file of a few hundred kilobytes costs nothing.
    chunkSizeWarningLimit: 1500,
    // Everything is a file of its own: the policy allows no inline script, and fonts stay out of the style sheet.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: path('renderer/index.html') },
  },
};

/** Builds the Electron main process, the command line, their workers, the preload script and the window into `out/`. */
export default defineConfig({
  main: {
    build: {
      target: 'node24',
      sourcemap: false,
      rolldownOptions: {
        input: {
          electron: path('main/electron.ts'),
          browser: path('main/browser.ts'),
          cli: path('main/cli.ts'),
          'db-worker': path('main/db/worker.ts'),
          'classifier-worker': path('main/core/classifier/worker.ts'),
        },
        // Chunks stand beside the entries: code that looks for its neighbours by `import.meta.url` finds them.
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node24',
      sourcemap: false,
      // A sandboxed preload is one CommonJS file.
      rolldownOptions: {
        input: { preload: path('main/hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
});

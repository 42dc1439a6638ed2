import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

export default defineConfig({
  root: fileURLToPath(new URL('src/ui', import.meta.url)),
  plugins: [solid()],
  build: {
    outDir: fileURLToPath(new URL('dist', import.meta.url)),
    emptyOutDir: true,
    // What Debian's and Windows' current kiosk browsers run.
    target: 'es2023',
    reportCompressedSize: false,
    // Everything is a file of its own: the host's content security policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

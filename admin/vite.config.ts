import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run build` puts the dashboard where the server looks for it; `npm run dev:admin` serves it beside a running shop. */
export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  // Of the built files, the server knows where they are: below the path of the shop, if it has one.
  base: command === 'build' ? './' : '/admin/',
  plugins: [react(), tailwindcss()],
  // The server replaces it in each answer.
  html: { cspNonce: 'CSP_NONCE' },
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2023',
    // Data URLs would need another exception in the Content Security Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
  server: { proxy: { '/api': 'http://localhost:3000', '/media': 'http://localhost:3000' } },
}));

/** The client alone: undici's entry also loads fetch, WebSocket, caches and mocks, which nobody here calls. */
declare module 'undici/lib/dispatcher/client.js' {
  export { Client as default } from 'undici';
}

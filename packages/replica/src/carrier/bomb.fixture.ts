import { brotliDecompressSync } from 'node:zlib';

/**
 * A saved ledger document of 10 KB with a text of ten million characters in it: reading it takes 1.4 GB, so it is kept
 * here as it was made once, compressed.
 */
export const LEDGER_BOMB: Uint8Array = brotliDecompressSync(
  Buffer.from(
    'G+4mCJ4H2RlzDUw7+aZpiObfJnCS//1+61zcsk336dasUklkvL7/EYs0CMl110sxjRuSP73W1gILLPK2FlqSnvD/5eS344WfLFKb' +
      'HcFhPc5m52GMoSatRbdFAQYqaaQvLtnrDVceeWiXwrXn8qiaCpdnhfE9XqAOLunGCN30r9z6YN99aa9iTaedqp3tx9U/rZW8tsskx' +
      'K5R4hD4hSFBXKAiqUCqlxoVZqNN6hD7xEFZXJpoRnkSMxAjMCquN5EADMRBIIWAtyBuAYT/M4wl/SWTqrhIx9EGhyVQiXRcTCC6Y' +
      'gHu2wMAy+dlAQDe2q9KX4Fy4x4A8LdlIQFAYPTtIuBjsq1U6gNAVt5nnDy3IwKQTz7FAAI=',
    'base64',
  ),
);

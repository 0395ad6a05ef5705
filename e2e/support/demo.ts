// Before the first story: the demonstration. After the last: its end.
import { startServer } from "./server.ts";

/** Small enough to be filled by a story, far more than any other needs. */
const PERSONAL_QUOTA = 2 * 1024 ** 3;

export default async function startDemo(): Promise<() => Promise<void>> {
  const server = await startServer("demo", { LIIIBRE_FILES__PERSONAL_QUOTA_BYTES: String(PERSONAL_QUOTA) });
  process.env.LIIIBRE_E2E_PORT = String(server.port);
  return server.stop;
}

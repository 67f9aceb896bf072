// fauxqs's own command listens on every network and logs every request; this does neither.
import { buildApp } from "fauxqs";
const app = buildApp({ logger: false, host: "127.0.0.1" });
await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });

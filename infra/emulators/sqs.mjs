// fauxqs's own command listens on every network and logs every request; this does neither.
// It also refuses characters beyond U+FFFF, such as emoji, which SQS takes.
import { buildApp } from "fauxqs";
import { INVALID_MESSAGE_BODY_CHAR as invalid } from "./node_modules/fauxqs/dist/sqs/sqsTypes.js";
invalid.test = (body) => /[^\x09\x0A\x0D\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body);
const app = buildApp({ logger: false, host: "127.0.0.1" });
await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });

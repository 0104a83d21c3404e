import { handler } from '../../functions/ingest.ts';

const event: unknown = JSON.parse(process.env['BENCH_EVENT'] ?? '');

async function uploadOne(): Promise<void> {
  const { statusCode } = await handler(event, { getRemainingTimeInMillis: () => 10_000 });
  console.log(statusCode === 202 ? 'acknowledged' : `refused: ${statusCode}`);
}

void uploadOne();

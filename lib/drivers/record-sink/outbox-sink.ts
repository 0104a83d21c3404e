import { ServiceError } from '../../domain/errors.ts';
import { AUDIT_TOPIC, DEVICE_NOTIFICATIONS, TENANT_NOTIFICATIONS } from '../../domain/topics.ts';
import type { Notification, OutboxEntry } from '../../registry/outbox.ts';
import type { OutboxSink } from '../../registry/outbox-sink.ts';
import type { DeliveryLimits } from './delivery-limits.ts';
import { toOutgoingRecord as toEventRecord } from './event-sink.ts';
import { sizeOf, type OutgoingRecord } from './outgoing-record.ts';
import type { ProducerSession } from './producer-session.ts';
import { recordSink } from './record-sink.ts';

export function outboxSink(
  openSession: () => ProducerSession,
  limits: DeliveryLimits,
): OutboxSink & { readonly close: () => Promise<void> } {
  const sink = recordSink(openSession, limits);
  return {
    append: async (entry) => {
      const record = toOutgoingRecord(entry);
      try {
        await sink.store(record, sizeOf(record));
      } catch (cause) {
        const message = `${record.topic} did not take the entry`;
        throw new ServiceError('ENTRY_NOT_PUBLISHED', message, { cause });
      }
    },
    close: sink.close,
  };
}

function toOutgoingRecord(entry: OutboxEntry): OutgoingRecord {
  if (entry.kind === 'provisioning') return toEventRecord(entry.event);
  if (entry.kind === 'notification') return toNotificationRecord(entry.notification);
  return toJsonRecord(AUDIT_TOPIC, entry.audit['tenant-id'], entry.audit);
}

/** @see Hono, `NotificationTopicHelper` and `KafkaBasedNotificationSender` */
function toNotificationRecord(notification: Notification): OutgoingRecord {
  const isOfTenant = notification.type === 'tenant-change-v1';
  return toJsonRecord(
    isOfTenant ? TENANT_NOTIFICATIONS : DEVICE_NOTIFICATIONS,
    'device-id' in notification ? notification['device-id'] : notification['tenant-id'],
    notification,
  );
}

function toJsonRecord(topic: string, key: string, value: object): OutgoingRecord {
  return { topic, key, value: Buffer.from(JSON.stringify(value)), headers: {} };
}

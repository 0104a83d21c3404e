import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.UUID;
import org.eclipse.hono.application.client.DownstreamMessage;
import org.eclipse.hono.application.client.kafka.impl.KafkaApplicationClientImpl;
import org.eclipse.hono.client.kafka.consumer.MessagingKafkaConsumerConfigProperties;
import org.eclipse.hono.client.kafka.producer.CachingKafkaProducerFactory;
import org.eclipse.hono.client.kafka.producer.MessagingKafkaProducerConfigProperties;

/** Shows for some seconds what Hono's own client reads of a tenant's events and telemetry, from the beginning. */
public class ReadTenant {

    private static final int SECONDS = 12;

    public static void main(final String[] arguments) throws InterruptedException {
        final var tenant = arguments[1];
        final var client = client(Vertx.vertx(), arguments[0]);
        client.start()
            .compose(ok -> client.createEventConsumer(tenant, m -> show("event", m), ReadTenant::fail))
            .compose(ok -> client.createTelemetryConsumer(tenant, m -> show("telemetry", m), ReadTenant::fail))
            .onFailure(ReadTenant::fail);
        Thread.sleep(SECONDS * 1000L);
        System.exit(0);
    }

    private static KafkaApplicationClientImpl client(final Vertx vertx, final String brokers) {
        final var consumer = new MessagingKafkaConsumerConfigProperties();
        consumer.setConsumerConfig(Map.of("bootstrap.servers", brokers, "group.id", UUID.randomUUID().toString(), "auto.offset.reset", "earliest"));
        final var producer = new MessagingKafkaProducerConfigProperties();
        producer.setProducerConfig(Map.of("bootstrap.servers", brokers));
        final CachingKafkaProducerFactory<String, Buffer> factory = CachingKafkaProducerFactory.sharedFactory(vertx);
        return new KafkaApplicationClientImpl(vertx, consumer, factory, producer);
    }

    private static void show(final String endpoint, final DownstreamMessage<?> message) {
        System.out.printf("%s device=%s type=%s qos=%s created=%s ttl=%s ttd=%s payload=%s properties=%s%n",
            endpoint, message.getDeviceId(), message.getContentType(), message.getQos(), message.getCreationTime(),
            message.getTimeToLive(), message.getTimeTillDisconnect(), message.getPayload(),
            message.getProperties().getPropertiesMap().keySet());
    }

    private static void fail(final Throwable failure) {
        failure.printStackTrace();
        System.exit(1);
    }
}

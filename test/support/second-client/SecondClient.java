import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.qpid.protonj2.client.AdvancedMessage;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.DeliveryMode;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.ReceiverOptions;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Section;

/** Takes messages of an address and prints them, a line of JSON each; or sends two as Hono's adapters do. */
public final class SecondClient {
    /** @param arguments receive, port, address and how many; or send, port, address */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        try (Client client = Client.create();
                Connection connection = client.connect("127.0.0.1", port)) {
            if (arguments[0].equals("send")) send(connection, arguments[2]);
            else receive(connection, arguments[2], Integer.parseInt(arguments[3]));
        }
    }

    private static void receive(Connection connection, String address, int count) throws Exception {
        ReceiverOptions options = new ReceiverOptions().deliveryMode(DeliveryMode.AT_LEAST_ONCE).autoAccept(false);
        Receiver receiver = connection.openReceiver(address, options);
        for (int taken = 0; taken < count; taken++) {
            Delivery delivery = receiver.receive();
            System.out.println(describe(delivery.message().toAdvancedMessage()));
            delivery.accept();
        }
    }

    private static void send(Connection connection, String address) throws Exception {
        Sender sender = connection.openSender(address);
        sender.send(event("text/plain").addBodySection(new Data("by Qpid".getBytes(StandardCharsets.UTF_8))))
                .awaitAccepted();
        sender.send(event("application/vnd.eclipse-hono-empty-notification")).awaitAccepted();
    }

    private static AdvancedMessage<Object> event(String contentType) throws Exception {
        AdvancedMessage<Object> message = AdvancedMessage.create();
        message.durable(true).contentType(contentType).creationTime(System.currentTimeMillis());
        message.property("device_id", "device-1").property("orig_adapter", "hono-mqtt").property("qos", 1);
        return message;
    }

    private static String describe(AdvancedMessage<Object> message) throws Exception {
        StringJoiner sections = new StringJoiner(",", "[", "]");
        StringBuilder data = new StringBuilder();
        for (Section<?> section : message.bodySections()) {
            sections.add(text(section.getType().name()));
            if (section instanceof Data) data.append(base64(((Data) section).getBinary()));
        }
        StringJoiner properties = new StringJoiner(",", "{", "}");
        for (Map.Entry<String, Object> each : message.applicationProperties().getValue().entrySet()) {
            Object value = each.getValue();
            properties.add(text(each.getKey()) + ":" + text(value.getClass().getSimpleName() + " " + value));
        }
        return "{\"durable\":" + message.durable()
                + ",\"ttl\":" + message.timeToLive()
                + ",\"contentType\":" + text(message.contentType())
                + ",\"creationTime\":" + message.creationTime()
                + ",\"sections\":" + sections
                + ",\"data\":" + text(data.toString())
                + ",\"properties\":" + properties + "}";
    }

    private static String base64(Binary bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArray());
    }

    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}

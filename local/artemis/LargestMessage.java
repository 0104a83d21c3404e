import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;

/** Refuses what is larger than its address takes, as topics of Kafka do; Artemis itself has no such bound. */
public final class LargestMessage implements ActiveMQServerPlugin {
    private String addressPrefix;
    private long bytes;

    @Override
    public void init(Map<String, String> properties) {
        addressPrefix = properties.get("addressPrefix");
        bytes = Long.parseLong(properties.get("bytes"));
    }

    @Override
    public void beforeSend(
            ServerSession session, Transaction transaction, Message message, boolean direct, boolean noAutoCreateQueue)
            throws ActiveMQException {
        if (message.getAddress() == null || !message.getAddress().startsWith(addressPrefix)) return;
        if (message.getEncodeSize() <= bytes) return;
        throw new ActiveMQException("the message is larger than " + bytes + " bytes", ActiveMQExceptionType.LARGE_MESSAGE_ERROR_BODY);
    }
}

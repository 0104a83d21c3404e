import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * DynamoDB Local on the loopback address. Its own main class takes a port but no address and listens on all of them; the
 * HTTP server inside has not bound its socket yet when it is handed out, so the address can still be set.
 */
public final class LoopbackDynamoDb {
    /**
     * Prints {@code listening on PORT}.
     *
     * @param arguments the port, 0 for a free one, then options of DynamoDB Local.
     */
    public static void main(String[] arguments) throws Exception {
        String[] options = Arrays.copyOfRange(arguments, 1, arguments.length);
        DynamoDBProxyServer dynamoDb = ServerRunner.createServerFromCommandLineArgs(options);
        ServerConnector connector = connectorOf(dynamoDb);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        dynamoDb.start();
        System.out.println("listening on " + connector.getLocalPort());
        dynamoDb.join();
    }

    private static ServerConnector connectorOf(DynamoDBProxyServer dynamoDb) throws ReflectiveOperationException {
        Field server = DynamoDBProxyServer.class.getDeclaredField("server");
        server.setAccessible(true);
        return (ServerConnector) ((Server) server.get(dynamoDb)).getConnectors()[0];
    }
}

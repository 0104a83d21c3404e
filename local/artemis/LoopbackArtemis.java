import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** A broker in this process, by its {@code broker.xml}. */
public final class LoopbackArtemis {
    /**
     * Prints {@code ready}.
     *
     * @param arguments the path of broker.xml; then the one user, and the password, that get in, unless everybody does.
     */
    public static void main(String[] arguments) throws Exception {
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(read(Path.of(arguments[0])));
        if (arguments.length > 1) broker.setSecurityManager(onlyUser(arguments[1], arguments[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker)));
        broker.start();
        System.out.println("ready");
    }

    private static FileConfiguration read(Path file) throws Exception {
        FileConfiguration configuration = new FileConfiguration();
        FileDeploymentManager files = new FileDeploymentManager(file.toUri().toString());
        files.addDeployable(configuration);
        files.readConfiguration();
        return configuration;
    }

    private static ActiveMQJAASSecurityManager onlyUser(String name, String password) {
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(name, password);
        users.addRole(name, "amq");
        return new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users);
    }

    private static void stop(EmbeddedActiveMQ broker) {
        try {
            broker.stop();
        } catch (Exception failure) {
            System.err.println("the broker did not stop in order: " + failure);
        }
    }
}

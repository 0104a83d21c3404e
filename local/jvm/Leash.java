import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and ends with whoever started it: once standard input ends, because the parent closed it or is
 * gone, the process exits in order, by force after ten seconds.
 */
public final class Leash {
    private static final long GRACE_MS = 10_000;

    /** @param arguments the main class, then its arguments. */
    public static void main(String[] arguments) throws Throwable {
        daemon("leash", Leash::exitWhenInputEnds);
        try {
            Class.forName(arguments[0])
                .getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static void exitWhenInputEnds() {
        try {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException broken) {
            System.err.println("standard input broke: " + broken);
        }
        daemon("halt", Leash::haltAfterGrace);
        System.exit(0);
    }

    private static void haltAfterGrace() {
        try {
            Thread.sleep(GRACE_MS);
        } catch (InterruptedException early) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}

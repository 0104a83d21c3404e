import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Runs another main class, which ends with whoever started it: once standard input ends, because the parent closed it or is
 * gone, the process exits in order, by force after ten seconds.
 *
 * <p>Before that it locks a file, so that no two servers work on the same data; the operating system takes the lock back
 * when the process ends, however it ends.
 */
public final class Leash {
    private static final long GRACE_MS = 10_000;

    /** A former server may still be ending. */
    private static final long LOCK_WAIT_MS = 5_000;

    private static final long LOCK_AGAIN_AFTER_MS = 50;

    /** Held for as long as the process lives. */
    private static FileLock lock;

    /** @param arguments the file to lock, the main class, then its arguments. */
    public static void main(String[] arguments) throws Throwable {
        daemon("leash", Leash::exitWhenInputEnds);
        lock = lockFile(Path.of(arguments[0]));
        if (lock == null) {
            System.err.println("in use by another process: " + arguments[0]);
            System.exit(1);
        }
        runMain(arguments[1], Arrays.copyOfRange(arguments, 2, arguments.length));
    }

    private static void runMain(String main, String[] arguments) throws Throwable {
        try {
            Class.forName(main).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    /** @return null when another process keeps the lock. */
    private static FileLock lockFile(Path file) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock acquired = channel.tryLock();
        for (long waitedMs = 0; acquired == null && waitedMs < LOCK_WAIT_MS; waitedMs += LOCK_AGAIN_AFTER_MS) {
            Thread.sleep(LOCK_AGAIN_AFTER_MS);
            acquired = channel.tryLock();
        }
        return acquired;
    }

    private static void exitWhenInputEnds() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
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

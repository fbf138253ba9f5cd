// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of one log: names, permissions (owner only) and the order in which they become durable.
 * Holds the lock that keeps a second process out. Thread-safe.
 *
 * <pre>
 * lock                                      locked while a process has the log
 * checkpoint                                {@link CheckpointFile}
 * 0000000000000000042-1a2b3c4d5e6f7081.log  a segment: first position, salt
 * 0000000000000000042-1a2b3c4d5e6f7081.key  its key
 * quarantine/                               damaged bytes that were set aside
 * </pre>
 */
final class LogFolder implements AutoCloseable {
  /** Opens files: a seam, so that tests can let writing fail. */
  @FunctionalInterface
  interface Opener {
    FileChannel open(Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException;
  }

  private static final Pattern SEGMENT = Pattern.compile("([0-8]\\d{18})-([0-9a-f]{16})\\.log");

  private final Path folder;
  private final Opener opener;
  private final boolean posix;
  private final SecureRandom random = new SecureRandom();
  private @Nullable FileChannel lockChannel;

  LogFolder(Path folder, Opener opener) {
    this.folder = folder.toAbsolutePath();
    this.opener = opener;
    this.posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Creates the folder when needed, and locks it.
   *
   * @throws PlumblineException UNAVAILABLE when another process, or another log here, has it
   */
  void open() throws IOException {
    createFolder(folder);
    FileChannel channel = open("lock", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE,
          "the ingest log "
              + folder
              + " is in use by another process; stop it, or use another folder");
    }
    lockChannel = channel;
  }

  Path path() {
    return folder;
  }

  Path quarantine() {
    return folder.resolve("quarantine");
  }

  FileChannel open(String name, OpenOption... options) throws IOException {
    return open(folder.resolve(name), options);
  }

  FileChannel open(Path file, OpenOption... options) throws IOException {
    return posix
        ? opener.open(
            file,
            Set.of(options),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        : opener.open(file, Set.of(options));
  }

  /** The segments of the folder, oldest first. Other files are left alone. */
  List<Segment> segments() throws IOException {
    List<Segment> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = SEGMENT.matcher(file.getFileName().toString());
        if (name.matches() && Files.isRegularFile(file)) {
          long salt = HexFormat.fromHexDigitsToLong(name.group(2));
          found.add(new Segment(file, Long.parseLong(name.group(1)), salt, readKey(keyOf(file))));
        }
      }
    }
    found.sort(Segment.OLDEST_FIRST);
    return found;
  }

  /** Names in the folder that are not this log's. */
  List<String> strangers() throws IOException {
    List<String> found = new ArrayList<>();
    Set<String> own = Set.of("lock", CheckpointFile.NAME, "quarantine");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!own.contains(name) && !SEGMENT.matcher(name.replace(".key", ".log")).matches()) {
          found.add(name);
        }
      }
    }
    found.sort(null);
    return found;
  }

  /** A new empty segment, with its key and its name durable before the first record. */
  Segment create(long first) throws IOException {
    long salt = random.nextLong();
    SegmentKey key = SegmentKey.random(random);
    String name = "%019d-%s".formatted(first, HexFormat.of().toHexDigits(salt));
    Path keyFile = folder.resolve(name + ".key");
    Path file = folder.resolve(name + ".log");
    try {
      writeNew(keyFile, key.toFile());
      open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
      force(folder);
    } catch (IOException e) {
      deleteQuietly(file, e);
      deleteQuietly(keyFile, e);
      throw e;
    }
    return new Segment(file, first, salt, key);
  }

  /** Deletes a segment for good: first its key, so that no copy of the file can be read. */
  void delete(Segment segment) throws IOException {
    Path keyFile = keyOf(segment.file());
    try (FileChannel key = open(keyFile, StandardOpenOption.WRITE)) {
      writeAll(key, ByteBuffer.allocate((int) key.size()), 0);
      key.force(false);
    } catch (NoSuchFileException e) {
      // already gone: a crash between the two deletes
    }
    Files.deleteIfExists(keyFile);
    Files.deleteIfExists(segment.file());
    force(folder);
  }

  /** Deletes keys whose segment is gone, as a crash during {@link #create} leaves them. */
  void deleteOrphanKeys() throws IOException {
    try (DirectoryStream<Path> keys = Files.newDirectoryStream(folder, "*.key")) {
      for (Path key : keys) {
        Path segment = folder.resolve(key.getFileName().toString().replace(".key", ".log"));
        if (SEGMENT.matcher(segment.getFileName().toString()).matches()
            && Files.notExists(segment)) {
          Files.delete(key);
        }
      }
    }
  }

  void createFolder(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    if (posix) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(path);
    }
    Path parent = path.getParent();
    if (parent != null) {
      force(parent);
    }
  }

  /** Writes a file that does not exist yet, durable on return except for its name. */
  void writeNew(Path file, ByteBuffer content) throws IOException {
    try (FileChannel channel =
        open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeAll(channel, content, 0);
      channel.force(true);
    }
  }

  /** Makes names in a folder durable. */
  void force(Path folder) throws IOException {
    try (FileChannel channel = opener.open(folder, Set.of(StandardOpenOption.READ))) {
      channel.force(true);
    }
  }

  static void writeAll(FileChannel channel, ByteBuffer content, long at) throws IOException {
    long offset = at;
    while (content.hasRemaining()) {
      offset += channel.write(content, offset);
    }
  }

  static Path keyOf(Path segment) {
    return segment.resolveSibling(segment.getFileName().toString().replace(".log", ".key"));
  }

  @Override
  public void close() throws IOException {
    FileChannel channel = lockChannel;
    lockChannel = null;
    if (channel != null) {
      channel.close();
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static @Nullable SegmentKey readKey(Path keyFile) throws IOException {
    try {
      return Files.size(keyFile) > 1024 ? null : SegmentKey.fromFile(Files.readAllBytes(keyFile));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static void deleteQuietly(Path file, IOException cause) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}

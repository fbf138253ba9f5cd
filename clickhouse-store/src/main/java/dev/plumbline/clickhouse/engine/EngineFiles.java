// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The engine's folder: its lock, and the configuration files that the engine reads on start. */
final class EngineFiles {
  private static final String LOCK = "plumbline.lock";

  private EngineFiles() {}

  /** Takes the folder for this process; says so in one sentence when another one has it. */
  static FileChannel lock(Path folder) {
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(folder, channel, null);
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      throw inUse(folder, channel, e);
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE, "cannot use the data folder " + folder + ": " + e, e);
    }
  }

  private static PlumblineException inUse(
      Path folder, @Nullable FileChannel channel, @Nullable Exception cause) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // nothing was written to it
    }
    return new PlumblineException(
        ErrorKind.UNAVAILABLE,
        "another Plumbline process is using the data folder "
            + folder
            + "; stop it, or give this one a folder of its own with --data",
        cause);
  }

  /** Writes the configuration and gives its path. The caches are small: spans are read in bulk. */
  static Path writeConfig(EngineConfig config) throws IOException {
    Path users = config.folder().resolve("engine-users.xml");
    Files.writeString(users, USERS);
    Path file = config.folder().resolve("engine-config.xml");
    Files.writeString(
        file,
        """
        <!-- written on every start; store.embedded.* of Plumbline's configuration decides -->
        <clickhouse>
          <users_config>%s</users_config>
          <max_server_memory_usage>%d</max_server_memory_usage>
          <memory_worker_use_cgroup>0</memory_worker_use_cgroup>
          <mark_cache_size>67108864</mark_cache_size>
          <index_mark_cache_size>33554432</index_mark_cache_size>
          <primary_index_cache_size>67108864</primary_index_cache_size>
          <uncompressed_cache_size>0</uncompressed_cache_size>
          <index_uncompressed_cache_size>0</index_uncompressed_cache_size>
          <query_condition_cache_size>16777216</query_condition_cache_size>
          <mmap_cache_size>64</mmap_cache_size>
          <max_thread_pool_size>1000</max_thread_pool_size>
          <max_thread_pool_free_size>16</max_thread_pool_free_size>
          <background_pool_size>2</background_pool_size>
          <background_schedule_pool_size>2</background_schedule_pool_size>
        </clickhouse>
        """
            .formatted(xml(users.toString()), config.maxMemoryBytes()));
    return file;
  }

  /**
   * The engine knows one user. Everything it may do beyond reading tables comes with the role
   * {@code admin}, which a read-only session lays down before it runs a statement.
   */
  private static final String USERS =
      """
      <!-- written on every start -->
      <clickhouse>
        <profiles><default/></profiles>
        <quotas><default/></quotas>
        <users>
          <default>
            <password/>
            <networks><ip>::/0</ip></networks>
            <profile>default</profile>
            <quota>default</quota>
            <grants>
              <query>GRANT SELECT, SHOW, dictGet, CREATE TEMPORARY TABLE ON *.*</query>
              <query>GRANT admin</query>
            </grants>
          </default>
        </users>
        <roles>
          <admin><grants><query>GRANT ALL ON *.* WITH GRANT OPTION</query></grants></admin>
        </roles>
      </clickhouse>
      """;

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
